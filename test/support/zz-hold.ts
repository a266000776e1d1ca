import { join } from 'node:path';
import { writeFileSync, mkdirSync, chmodSync } from 'node:fs';
import { connect } from '/work/main/src/database/connections.ts';
import { startEmbedded } from '/work/main/src/database/embedded.ts';
import { createAuthority } from '/work/main/src/database/migrate.ts';
import { ROLES, setUpRoles } from '/work/main/src/database/roles.ts';
import { fillBook, readyToFill } from '/work/main/test/support/published-book.ts';
const dataDir = '/tmp/growth/data'; mkdirSync(dataDir, { recursive: true }); chmodSync('/tmp/growth', 0o755);
const embedded = await startEmbedded({ dataDir, settings: { fsync: 'off', synchronous_commit: 'off' }, onProgress: console.log });
const urls = await setUpRoles(embedded.superuserUrl, join(dataDir, 'roles.json'));
const owner = connect(urls.owner, { name: 'x', max: 2 });
await createAuthority(owner, ROLES, { name: 'testshire', title: 'Testshire' }, () => {});
await owner.end();
const url = new URL(embedded.superuserUrl); url.pathname = new URL(urls.owner).pathname;
writeFileSync('/tmp/growth/url', urls.service + '\n' + url.toString());
const superuser = connect(url.toString(), { name: 'test', max: 1, idleSeconds: 0 });
await readyToFill(superuser, 'testshire');
const census = Temporal.PlainDate.from('2026-01-15');
await fillBook(superuser, [{ census, people: { plans: 60000, budgets: 45000, education: 10000, health: 12000, social: 30000, integrated: 40000, organisedFrom: 35001 } }]);
await superuser.unsafe(`
    update budgets set starts_on = '2022-09-01'; update plans set starts_on = '2022-09-01'; update agreements set effective_on = '2022-09-01' where version = 1;
    insert into personal_details (beneficiary_id, given_name, family_name, born_on)
    select id, 'a', 'b', '2010-01-01' from beneficiaries;
    insert into accounts (class, subject, arrangement_id, beneficiary_id)
    select c.id, s.id, s.arrangement_id, s.beneficiary_id from shares s join arrangements r on r.id = s.arrangement_id
    join account_classes c on c.name in (concat('held/', r.kind, '/', s.source), concat('spent/', r.kind, '/', s.source), concat('available/', r.kind, '/', s.source), concat('committed/', r.kind, '/', s.source)) where s.funder_id is not null;
    create temporary table pair as select row_number() over () as n, h.class as hc, p.class as pc, h.id as h, p.id as p
    from accounts h join account_classes hc on hc.id = h.class and hc.kind in ('held','available') join accounts p on p.subject = h.subject join account_classes pc on pc.id = p.class and pc.kind = case hc.kind when 'held' then 'spent' else 'committed' end;
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account, to_account, amount)
    select 1000 + m * 200000 + n, 1, 6, date '2023-01-01' + m * 40, hc, pc, h, p, 10.00 from pair cross join generate_series(1, 30) as m order by m;
    insert into entries (id, key, kind, effective_on, by, content) values (1000+60*200000, 'x', 6, '2026-04-14', '00000000-0000-0000-0000-000000000000', '\\x00');
    insert into seal_batches (size, through_entry, root) values (10, 1000+60*200000, '\\x00')`);
await superuser.unsafe(`
    insert into balance_checkpoints (id, month_end, through_entry) overriding system value
      select row_number() over (), m::date, 1000 + 60*200000 from generate_series(date '2023-02-01', '2026-04-01', interval '1 month') as x(f), lateral (select f - interval '1 day' as m) as y;
    insert into checkpoint_balances select c.id, x.a, sum(x.s * 10.00) from balance_checkpoints c join lateral (
      select p as a, 1 as s from pair) x on true where true group by 1,2 limit 0;
    insert into checkpoint_balances select c.id, pair.p, 10.00 * greatest(1, (c.month_end - date '2023-01-01') / 40) from balance_checkpoints c, pair;
    insert into checkpoint_balances select c.id, pair.h, -10.00 * greatest(1, (c.month_end - date '2023-01-01') / 40) from balance_checkpoints c, pair;
    analyze`);
console.log('ready');
setInterval(() => {}, 1000);
