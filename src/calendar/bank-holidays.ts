/** One bank holiday of England and Wales: its date, `yyyy-mm-dd`, and its name. */
export interface BankHoliday {
  readonly on: string;
  readonly name: string;
}

/**
 * The bank holidays of England and Wales, in date order, whole years only. The calendar covers
 * exactly the years of this list and refuses to answer for any other.
 *
 * Source: GOV.UK, "UK bank holidays" (https://www.gov.uk/bank-holidays), division England and
 * Wales, as last updated on 24 November 2025. Contains public sector information licensed under
 * the Open Government Licence v3.0.
 *
 * The dates are data, not a rule, because days are moved and added by proclamation: 2020 (early
 * May moved to VE Day), 2022 (jubilee and state funeral) and 2023 (coronation).
 *
 * To add a year: when GOV.UK has published all of it, append every one of its days here,
 * substitute days included, leaving no gap between years. To add a one-off day: insert it at its
 * date.
 */
export const BANK_HOLIDAYS: readonly BankHoliday[] = [
  { on: '2019-01-01', name: "New Year's Day" },
  { on: '2019-04-19', name: 'Good Friday' },
  { on: '2019-04-22', name: 'Easter Monday' },
  { on: '2019-05-06', name: 'Early May bank holiday' },
  { on: '2019-05-27', name: 'Spring bank holiday' },
  { on: '2019-08-26', name: 'Summer bank holiday' },
  { on: '2019-12-25', name: 'Christmas Day' },
  { on: '2019-12-26', name: 'Boxing Day' },
  { on: '2020-01-01', name: "New Year's Day" },
  { on: '2020-04-10', name: 'Good Friday' },
  { on: '2020-04-13', name: 'Easter Monday' },
  { on: '2020-05-08', name: 'Early May bank holiday (VE Day)' },
  { on: '2020-05-25', name: 'Spring bank holiday' },
  { on: '2020-08-31', name: 'Summer bank holiday' },
  { on: '2020-12-25', name: 'Christmas Day' },
  { on: '2020-12-28', name: 'Boxing Day (substitute day)' },
  { on: '2021-01-01', name: "New Year's Day" },
  { on: '2021-04-02', name: 'Good Friday' },
  { on: '2021-04-05', name: 'Easter Monday' },
  { on: '2021-05-03', name: 'Early May bank holiday' },
  { on: '2021-05-31', name: 'Spring bank holiday' },
  { on: '2021-08-30', name: 'Summer bank holiday' },
  { on: '2021-12-27', name: 'Christmas Day (substitute day)' },
  { on: '2021-12-28', name: 'Boxing Day (substitute day)' },
  { on: '2022-01-03', name: "New Year's Day (substitute day)" },
  { on: '2022-04-15', name: 'Good Friday' },
  { on: '2022-04-18', name: 'Easter Monday' },
  { on: '2022-05-02', name: 'Early May bank holiday' },
  { on: '2022-06-02', name: 'Spring bank holiday' },
  { on: '2022-06-03', name: 'Platinum Jubilee bank holiday' },
  { on: '2022-08-29', name: 'Summer bank holiday' },
  { on: '2022-09-19', name: 'State Funeral of Queen Elizabeth II' },
  { on: '2022-12-26', name: 'Boxing Day' },
  { on: '2022-12-27', name: 'Christmas Day (substitute day)' },
  { on: '2023-01-02', name: "New Year's Day (substitute day)" },
  { on: '2023-04-07', name: 'Good Friday' },
  { on: '2023-04-10', name: 'Easter Monday' },
  { on: '2023-05-01', name: 'Early May bank holiday' },
  { on: '2023-05-08', name: 'Coronation of King Charles III' },
  { on: '2023-05-29', name: 'Spring bank holiday' },
  { on: '2023-08-28', name: 'Summer bank holiday' },
  { on: '2023-12-25', name: 'Christmas Day' },
  { on: '2023-12-26', name: 'Boxing Day' },
  { on: '2024-01-01', name: "New Year's Day" },
  { on: '2024-03-29', name: 'Good Friday' },
  { on: '2024-04-01', name: 'Easter Monday' },
  { on: '2024-05-06', name: 'Early May bank holiday' },
  { on: '2024-05-27', name: 'Spring bank holiday' },
  { on: '2024-08-26', name: 'Summer bank holiday' },
  { on: '2024-12-25', name: 'Christmas Day' },
  { on: '2024-12-26', name: 'Boxing Day' },
  { on: '2025-01-01', name: "New Year's Day" },
  { on: '2025-04-18', name: 'Good Friday' },
  { on: '2025-04-21', name: 'Easter Monday' },
  { on: '2025-05-05', name: 'Early May bank holiday' },
  { on: '2025-05-26', name: 'Spring bank holiday' },
  { on: '2025-08-25', name: 'Summer bank holiday' },
  { on: '2025-12-25', name: 'Christmas Day' },
  { on: '2025-12-26', name: 'Boxing Day' },
  { on: '2026-01-01', name: "New Year's Day" },
  { on: '2026-04-03', name: 'Good Friday' },
  { on: '2026-04-06', name: 'Easter Monday' },
  { on: '2026-05-04', name: 'Early May bank holiday' },
  { on: '2026-05-25', name: 'Spring bank holiday' },
  { on: '2026-08-31', name: 'Summer bank holiday' },
  { on: '2026-12-25', name: 'Christmas Day' },
  { on: '2026-12-28', name: 'Boxing Day (substitute day)' },
  { on: '2027-01-01', name: "New Year's Day" },
  { on: '2027-03-26', name: 'Good Friday' },
  { on: '2027-03-29', name: 'Easter Monday' },
  { on: '2027-05-03', name: 'Early May bank holiday' },
  { on: '2027-05-31', name: 'Spring bank holiday' },
  { on: '2027-08-30', name: 'Summer bank holiday' },
  { on: '2027-12-27', name: 'Christmas Day (substitute day)' },
  { on: '2027-12-28', name: 'Boxing Day (substitute day)' },
  { on: '2028-01-03', name: "New Year's Day (substitute day)" },
  { on: '2028-04-14', name: 'Good Friday' },
  { on: '2028-04-17', name: 'Easter Monday' },
  { on: '2028-05-01', name: 'Early May bank holiday' },
  { on: '2028-05-29', name: 'Spring bank holiday' },
  { on: '2028-08-28', name: 'Summer bank holiday' },
  { on: '2028-12-25', name: 'Christmas Day' },
  { on: '2028-12-26', name: 'Boxing Day' },
];
