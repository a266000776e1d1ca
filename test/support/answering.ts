import { randomUUID } from 'node:crypto';
import type { Task } from '../../src/tasks/store.ts';
import type { Answer } from './api.ts';
import { addBudget, addPerson, caseOne, ok, type Person } from './book.ts';
import { putOnFile } from './documents.ts';
import { council, type Council } from './turning-sixteen.ts';

/** A family with an agreed arrangement, case 1: each payment is 769.23. */
export interface Family extends Person {
  readonly arrangement: string;
}

/** A council with families, on 31 March 2026, of which nobody has been paid yet. */
export interface Paying extends Council {
  readonly families: readonly Family[];
  /** Sends a file to be taken in. */
  receive(content: string | Buffer, query?: string): Promise<Answer>;
  credits(payRunId: string): Promise<Credit[]>;
  /** Every task, open ones first. */
  tasks(): Promise<Task[]>;
  /** The sum of the balances of a kind of account of an arrangement. */
  balance(kind: string, arrangement: string): Promise<string>;
}

export interface Credit {
  readonly id: string;
  readonly reference: string;
  readonly amount: string;
}

export async function payingCouncil(
  count: number,
  termsOf: (n: number) => object = () => ({}),
): Promise<Paying> {
  const book = await council();
  const families: Family[] = [];
  for (let n = 0; n < count; n += 1) {
    families.push(await addFamily(book, { arrangement: termsOf(n) }));
  }
  const { finance } = book.staff;
  return {
    ...book,
    families,
    receive: (content, query = '') =>
      finance.post(`/bank-answers?name=${randomUUID()}.xml${query}`, Buffer.from(content), {
        'content-type': 'application/xml',
      }),
    credits: (payRunId) =>
      book.api.db.run(
        (tx) => tx.sql<Credit[]>`
          select id, reference, amount from pay_run_credits where pay_run_id = ${payRunId}
          order by reference`,
      ),
    tasks: async () => (await ok(finance.get('/tasks?limit=200'), 200)).items,
    balance: async (kind, arrangement) => {
      const [row] = await book.api.db.run(
        (tx) => tx.sql<{ sum: string }[]>`
          select coalesce(sum(case when a.id = t.to_account then t.amount else -t.amount end),
            0.00)::text as sum
          from accounts a join account_classes c on c.id = a.class
          join transfers t on a.id in (t.from_account, t.to_account)
          where a.arrangement_id = ${arrangement} and c.kind = ${kind}`,
      );
      return row!.sum;
    },
  };
}

/** Adds a person with an arrangement that is agreed and may be paid. */
export async function addFamily(
  { staff, funders }: Council,
  more: { person?: Person; arrangement?: object; relationship?: string } = {},
): Promise<Family> {
  const { relationship = 'parent' } = more;
  const person = more.person ?? (await addPerson(staff, { relationship }));
  const budget = await addBudget(staff, person);
  const asked = caseOne(person, funders, more.arrangement);
  const made = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, asked));
  await ok(staff.panel.post(`/arrangements/${made.id}/agreement`), 200);
  await putOnFile(staff, made.id);
  return { ...person, arrangement: made.id };
}

/** A status of a payment, of a block or of the whole file. */
export interface Status {
  readonly reference?: string;
  readonly status: string;
  readonly code?: string;
  readonly amount?: string;
  readonly currency?: string;
}

export interface Report {
  readonly version?: string;
  readonly madeAt?: string;
  readonly messageId: string;
  readonly group?: Status;
  readonly blocks?: readonly {
    readonly id: string;
    readonly own?: Status;
    readonly payments?: readonly Status[];
  }[];
}

/** A payment status report as banks write them. */
export function pain002(report: Report): string {
  const { version = '10', madeAt = '2026-04-02T09:00:00', messageId, group, blocks = [] } = report;
  const body = blocks.map(
    ({ id, own, payments = [] }) =>
      `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${id}</OrgnlPmtInfId>` +
      (own === undefined ? '' : `<PmtInfSts>${own.status}</PmtInfSts>${reason(own)}`) +
      `${payments.map(payment).join('')}</OrgnlPmtInfAndSts>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}">` +
    `<CstmrPmtStsRpt><GrpHdr><MsgId>S-1</MsgId><CreDtTm>${madeAt}</CreDtTm></GrpHdr>` +
    `<OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId>` +
    `<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>` +
    (group === undefined ? '' : `<GrpSts>${group.status}</GrpSts>${reason(group)}`) +
    `</OrgnlGrpInfAndSts>${body.join('')}</CstmrPmtStsRpt></Document>`
  );
}

const reason = ({ code }: Status): string =>
  code === undefined ? '' : `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;

function payment(one: Status): string {
  const { reference = '', status, amount, currency = 'GBP' } = one;
  const original =
    amount === undefined
      ? ''
      : `<OrgnlTxRef><Amt><InstdAmt Ccy="${currency}">${amount}</InstdAmt></Amt></OrgnlTxRef>`;
  return (
    `<TxInfAndSts><OrgnlEndToEndId>${reference}</OrgnlEndToEndId><TxSts>${status}</TxSts>` +
    `${reason(one)}${original}</TxInfAndSts>`
  );
}

export interface Returned {
  readonly reference: string;
  readonly code: string;
  readonly amount?: string;
  readonly account?: string;
}

/** A Bacs report of returned credits. */
export function arucs(items: readonly Returned[], madeOn = '2026-04-07', totals = ''): string {
  const each = items.map(
    ({ reference, code, amount = '769.23', account = '12345678' }) =>
      `<ReturnedCreditItem ref="${reference}" transCode="99" returnCode="${code}" ` +
      `returnDescription="" originalProcessingDate="2026-04-01" valueOf="${amount}" currency="GBP">` +
      `<ReceiverAccount number="${account}" ref="${reference}" name="G EXAMPLE" ` +
      'sortCode="20-00-00" bankName="A BANK" branchName="A BRANCH"/></ReturnedCreditItem>',
  );
  return (
    '<?xml version="1.0" encoding="ISO-8859-1"?><BACSDocument><Data><ARUCS>' +
    `<Header reportType="R" adviceNumber="001" currentProcessingDate="${madeOn}"/>` +
    '<AddresseeInformation name="TESTSHIRE"/><ServiceLicenseInformation userNumber="123456"/>' +
    '<Advice><OriginatingAccountRecords><OriginatingAccountRecord>' +
    '<OriginatingAccount name="TESTSHIRE" number="55000001" sortCode="20-20-15" type="0"/>' +
    `${each.join('')}${totals}</OriginatingAccountRecord></OriginatingAccountRecords></Advice>` +
    '</ARUCS></Data></BACSDocument>'
  );
}

/** A Bacs advice of wrong accounts, of one payment. */
export const awacs = (reference: string): string =>
  '<BACSDocument><Data><AWACS><Header currentProcessingDate="2026-04-07"/><MessagingAdvices>' +
  `<MessagingAdvice user-number="123456" reason-code="3" reference="${reference}" ` +
  'payee-sort-code="200000" payee-account-number="12345678" payee-new-sort-code="20-00-01" ' +
  'payee-new-account-number="87654321" payee-new-name="G EXAMPLE"/>' +
  '</MessagingAdvices></AWACS></Data></BACSDocument>';
