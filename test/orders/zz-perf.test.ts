import { expect, it } from 'vitest';
import { aNotional, deliver, invoice, order, ordersBook } from '../support/orders.ts';
import { connect } from '../../src/database/connections.ts';
it('is quick', async () => {
  const book = await ordersBook();
  const a = await aNotional(book, '925.00');
  const { id: orderId } = await order(book, a, '10');
  await deliver(book, orderId, '4');
  const made = await invoice(book, { orderId, quantity: '2', rate: '92.50', net: '185.00' });
  const su = connect(book.api.db.urls.superuser, { name: 'x', max: 1 });
  await su.unsafe(`set search_path = testshire; set session_replication_role = replica;
   insert into orders select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid()))).* from orders o, generate_series(1,5000);
   insert into invoices select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'number_key', 'X'||n, 'received_on', date '2026-01-01' + (n % 100)))).* from invoices o, generate_series(1,20000) n;
   insert into invoice_lines select (jsonb_populate_record(l, jsonb_build_object('invoice_id', i.id, 'order_id', o.id))).* from invoice_lines l, (select id, row_number() over () n from invoices where id <> '${made.id}') i join (select id, row_number() over () n from orders where id <> '${orderId}') o on o.n = i.n % 5000 + 1;
   analyze;`);
  await su.end();
  const t = async (url: string) => { const s = performance.now(); const r = await book.staff.finance.get(url); console.log(url, r.status, Math.round(performance.now() - s)); };
  for (const u of ['/invoices', '/invoices?state=to_decide', '/invoices?state=settled', '/invoices?overdue=true', `/invoices/${made.id}`, `/orders/${orderId}`]) { await t(u); await t(u); }
  expect(1).toBe(1);
}, 120000);
