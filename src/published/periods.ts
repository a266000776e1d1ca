/** The month in which an academic year begins. */
const SEPTEMBER = 9;

/**
 * The academic year of a day as the department writes it in its files: 202425 for January 2025.
 */
export function academicYearOf(day: Temporal.PlainDate): string {
  const began = day.month >= SEPTEMBER ? day.year : day.year - 1;
  return `${began}${String((began + 1) % 100).padStart(2, '0')}`;
}
