/** A made-up file in the form of one bank's download, and what is in it. */
export interface BankCsv {
  /** The profile that it is found to be, and by which it can be asked for. */
  readonly bank: string;
  readonly text: string;
  /** How many rows stand before the lines: preamble and headings. */
  readonly head: number;
  readonly account: string | null;
  readonly opening: string | null;
  readonly closing: string | null;
  /** Day, amount and text of each line, in the order of the file. */
  readonly lines: readonly (readonly [day: string, amount: string, text: string | null])[];
  /** What is said of the file as it is. */
  readonly problems: readonly string[];
  /** Whether its headings are the bank's own, so that they say whether day or month is first. */
  readonly isOwn: boolean;
  /** Whether every row has the balance after it. */
  readonly hasBalance: boolean;
  /** A row that may end the file and is no line. */
  readonly footer: string;
}

const LLOYDS =
  'Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance';

const lloyds: BankCsv = {
  bank: 'lloyds',
  text: `${LLOYDS}
30/04/2026,FPI,'30-12-34,12345678,"SMITH, J & CO",,"1,250.00",3110.51
15/04/2026,DD,'30-12-34,12345678,HULL CITY COUNCIL,155.49,,1860.51
15/04/2026,DEB,'30-12-34,12345678,CAFÉ ROUGE,12.00,,2016.00
02/04/2026,PAY,'30-12-34,12345678,SERVICE CHARGES REF : 12,0.01,,2028.00
`,
  head: 1,
  account: '30-12-34 12345678',
  opening: '2028.01',
  closing: '3110.51',
  lines: [
    ['2026-04-30', '1250.00', 'SMITH, J & CO'],
    ['2026-04-15', '-155.49', 'HULL CITY COUNCIL'],
    ['2026-04-15', '-12.00', 'CAFÉ ROUGE'],
    ['2026-04-02', '-0.01', 'SERVICE CHARGES REF : 12'],
  ],
  problems: [],
  isOwn: true,
  hasBalance: true,
  footer: 'Total,,,,,167.50,1250.00,',
};

/** Halifax writes a comma at the end of its rows. */
const halifax: BankCsv = {
  ...lloyds,
  text: lloyds.text.replaceAll(/$(?=\n)/gm, ',').replaceAll('30-12-34', '11-00-01'),
  account: '11-00-01 12345678',
};

const barclays: BankCsv = {
  bank: 'barclays',
  text: `Number,Date,Account,Amount,Subcategory,Memo
 ,30/04/2026,20-00-00 12345678,-1234.50,Direct Debit,"LEEDS, CITY OF         RENT\t"
 ,13/04/2026,20-00-00 12345678,2850.00,Funds Transfer,CAFÉ GRANTS         	REF 12
 ,01/04/2026,20-00-00 12345678,-.99,Debit,SHOP ON 31 MAR      BCC
`,
  head: 1,
  account: '20-00-00 12345678',
  opening: null,
  closing: null,
  lines: [
    ['2026-04-30', '-1234.50', 'LEEDS, CITY OF RENT'],
    ['2026-04-13', '2850.00', 'CAFÉ GRANTS REF 12'],
    ['2026-04-01', '-0.99', 'SHOP ON 31 MAR BCC'],
  ],
  problems: [],
  isOwn: true,
  hasBalance: false,
  footer: ',Total,,1614.51,,',
};

const natwest: BankCsv = {
  bank: 'natwest',
  text: `Date, Type, Description, Value, Balance, Account Name, Account Number

30 Apr 2026,D/D,"'HULL CITY , COUNCIL",-155.00,1845.01,"'EXAMPLE J","'601111-12345678",
13 Apr 2026,POS,"'2201 12APR26 , CAFÉ , HULL GB",-9.99,2000.01,"'EXAMPLE J","'601111-12345678",
01 Apr 2026,BAC,"'DIRECT PAYMENT",2000.00,2010.00,"'EXAMPLE J","'601111-12345678",
`,
  head: 2,
  account: '601111-12345678',
  opening: '10.00',
  closing: '1845.01',
  lines: [
    ['2026-04-30', '-155.00', "'HULL CITY , COUNCIL"],
    ['2026-04-13', '-9.99', "'2201 12APR26 , CAFÉ , HULL GB"],
    ['2026-04-01', '2000.00', "'DIRECT PAYMENT"],
  ],
  problems: [],
  isOwn: true,
  hasBalance: true,
  footer: 'Total,,,1835.01,,,',
};

const hsbc: BankCsv = {
  bank: 'hsbc',
  text: `30/04/2026,"SMITH, J  CR","2,850.00"
13/04/2026,CAFÉ HULL VIS,-£10.99
01/04/2026,NON-STERLING FEE,-0.27
`,
  head: 0,
  account: null,
  opening: null,
  closing: null,
  lines: [
    ['2026-04-30', '2850.00', 'SMITH, J CR'],
    ['2026-04-13', '-10.99', 'CAFÉ HULL VIS'],
    ['2026-04-01', '-0.27', 'NON-STERLING FEE'],
  ],
  problems: ['profile-guessed'],
  isOwn: false,
  hasBalance: false,
  footer: 'Total,,2838.74',
};

const nationwide: BankCsv = {
  bank: 'nationwide',
  text: `"Account Name:","FlexAccount ****12345"
"Account Balance:","£3,075.00"
"Available Balance: ","£3,075.00"

"Date","Transaction type","Description","Paid out","Paid in","Balance"
"01 Apr 2026","Bank credit","Bank credit HULL CITY, COUNCIL","","£2,100.00","£3,100.00"
"13 Apr 2026","Visa purchase","CAFÉ ROUGE","£20.00","","£3,080.00"
"30 Apr 2026","Direct debit","WATER","£5.00","","£3,075.00"
`,
  head: 5,
  account: 'FlexAccount ****12345',
  opening: '1000.00',
  closing: '3075.00',
  lines: [
    ['2026-04-01', '2100.00', 'Bank credit HULL CITY, COUNCIL'],
    ['2026-04-13', '-20.00', 'CAFÉ ROUGE'],
    ['2026-04-30', '-5.00', 'WATER'],
  ],
  problems: [],
  isOwn: true,
  hasBalance: true,
  footer: '"Total","","","£25.00","£2,100.00",""',
};

const firstDirect: BankCsv = {
  bank: 'first-direct',
  text: `Date,Description,Amount,Balance
30/04/2026,"COUNCIL, HULL CITY","2,100.00","3,075.50"
13/04/2026,CAFÉ ROUGE,-20.00,975.50
02/04/2026,WATER,-5.25,995.50
`,
  head: 1,
  account: null,
  opening: '1000.75',
  closing: '3075.50',
  lines: [
    ['2026-04-30', '2100.00', 'COUNCIL, HULL CITY'],
    ['2026-04-13', '-20.00', 'CAFÉ ROUGE'],
    ['2026-04-02', '-5.25', 'WATER'],
  ],
  problems: [],
  isOwn: false,
  hasBalance: true,
  footer: 'Total,,2074.75,',
};

const starling: BankCsv = {
  bank: 'starling',
  text: `Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes
01/04/2026,"Hull City, Council",DP APRIL,FASTER PAYMENT,2100.00,3100.00,INCOME,
13/04/2026,Café Rouge,CAFE ROUGE HULL,CONTACTLESS,-20.00,3080.00,EATING_OUT,"lunch, two"
30/04/2026,Ann Example,PAY WEEK 4,FASTER PAYMENT,-1080.00,2000.00,GENERAL,
`,
  head: 1,
  account: null,
  opening: '1000.00',
  closing: '2000.00',
  lines: [
    ['2026-04-01', '2100.00', null],
    ['2026-04-13', '-20.00', 'lunch, two'],
    ['2026-04-30', '-1080.00', null],
  ],
  problems: [],
  isOwn: true,
  hasBalance: true,
  footer: 'Total,,,,1000.00,,,',
};

const MONZO =
  'Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In';

const monzo: BankCsv = {
  bank: 'monzo',
  text: `${MONZO}
tx_0001,01/04/2026,08:12:44,Faster payment,Hull City Council,,Income,2100.00,GBP,2100.00,GBP,DP APRIL,,,DP APRIL,,,2100.00
tx_0002,13/04/2026,13:01:09,Card payment,Café Rouge,🍽,Eating out,-20.00,GBP,-23.40,EUR,,"1 Rue A, Paris",,CAFE ROUGE PARIS FRA,,-20.00,
tx_0003,30/04/2026,23:59:59,Faster payment,Ann Example,,General,-1080.00,GBP,-1080.00,GBP,"pay, week 4",,,PAY WEEK 4,,-1080.00,
`,
  head: 1,
  account: null,
  opening: null,
  closing: null,
  lines: [
    ['2026-04-01', '2100.00', 'DP APRIL DP APRIL'],
    ['2026-04-13', '-20.00', 'CAFE ROUGE PARIS FRA'],
    ['2026-04-30', '-1080.00', 'PAY WEEK 4 pay, week 4'],
  ],
  problems: [],
  isOwn: true,
  hasBalance: false,
  footer: 'Total,,,,,,,1000.00,,,,,,,,,,',
};

const prepaid: BankCsv = {
  bank: 'prepaid',
  text: `Card ID,Date,Details,Load,Spend,Balance,Status
****7701,01/04/2026,"Direct payment, April","£2,100.00",,"£2,110.00",Settled
****7701,13/04/2026,Café Rouge,,£20.00,"£2,090.00",Settled
****7701,30/04/2026,Ann Example,,"£1,080.00","£1,010.00",Settled
`,
  head: 1,
  account: '****7701',
  opening: '10.00',
  closing: '1010.00',
  lines: [
    ['2026-04-01', '2100.00', 'Direct payment, April'],
    ['2026-04-13', '-20.00', 'Café Rouge'],
    ['2026-04-30', '-1080.00', 'Ann Example'],
  ],
  problems: [],
  isOwn: false,
  hasBalance: true,
  footer: 'Total,,,"£2,100.00","£1,100.00",,',
};

/** A file of each bank whose CSV is known, by the name by which it is asked for. */
export const BANK_CSV: Readonly<Record<string, BankCsv>> = {
  lloyds,
  halifax,
  'bank-of-scotland': lloyds,
  barclays,
  natwest,
  rbs: natwest,
  hsbc,
  nationwide,
  'first-direct': firstDirect,
  starling,
  monzo,
  prepaid,
};
