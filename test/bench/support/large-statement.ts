/** The account of a statement. */
export interface LargeAccount {
  readonly sortCode: string;
  readonly accountNumber: string;
}

/** The statement has the lines of this many days, beginning with this one. */
const DAYS = 20;
const FIRST_DAY = Temporal.PlainDate.from('2026-03-02');

/** Lines are given out so many at a time. */
const PIECE_LINES = 500;

/** The text of a camt.053 file with many lines of about 750 bytes, each of them another payment. */
export function* largeStatement(account: LargeAccount, lines: number): Generator<string> {
  const days = Array.from({ length: DAYS }, (_, n) => FIRST_DAY.add({ days: n }).toString());
  let total = 0;
  for (let n = 0; n < lines; n += 1) total += penceOf(n);
  yield headOf(account, days, total);
  for (let first = 0; first < lines; first += PIECE_LINES) {
    const last = Math.min(lines, first + PIECE_LINES);
    yield Array.from({ length: last - first }, (_, n) => {
      const day = days[Math.floor(((first + n) * DAYS) / lines)]!;
      return entryOf(account, first + n, day);
    }).join('');
  }
  yield '</Stmt></BkToCstmrStmt></Document>\n';
}

const penceOf = (n: number): number => 1000 + ((n * 7919) % 90_000);

/** Pence as pounds, without any calculation in floating point. */
function pounds(pence: number): string {
  const digits = String(pence).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function headOf(account: LargeAccount, days: readonly string[], total: number): string {
  const [from, to] = [days[0]!, days.at(-1)!];
  const balance = (code: string, pence: number, on: string): string => `
      <Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">${pounds(pence)}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>LARGE</MsgId><CreDtTm>${to}T23:59:59</CreDtTm></GrpHdr>
    <Stmt>
      <Id>LARGE-${account.accountNumber}</Id>
      <FrToDt><FrDtTm>${from}T00:00:00</FrDtTm><ToDtTm>${to}T23:59:59</ToDtTm></FrToDt>
      <Acct><Id><Othr><Id>${account.sortCode}${account.accountNumber}</Id></Othr></Id>
        <Ccy>GBP</Ccy></Acct>${balance('OPBD', total, from)}${balance('CLBD', 0, to)}
`;
}

function entryOf({ accountNumber }: LargeAccount, n: number, day: string): string {
  const number = String(n).padStart(8, '0');
  return `      <Ntry>
        <Amt Ccy="GBP">${pounds(penceOf(n))}</Amt>
        <CdtDbtInd>DBIT</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>${day}</Dt></BookgDt>
        <ValDt><Dt>${day}</Dt></ValDt>
        <AcctSvcrRef>FP${accountNumber}${number}</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls>
          <TxDtls>
            <Refs><EndToEndId>DP-2026-${number}</EndToEndId></Refs>
            <Amt Ccy="GBP">${pounds(penceOf(n))}</Amt>
            <CdtDbtInd>DBIT</CdtDbtInd>
            <RltdPties><Cdtr><Pty><Nm>Payee number ${number}</Nm></Pty></Cdtr></RltdPties>
            <RmtInf><Ustrd>Direct payment to ${number}</Ustrd></RmtInf>
          </TxDtls>
        </NtryDtls>
      </Ntry>
`;
}
