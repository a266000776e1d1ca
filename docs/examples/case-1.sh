#!/bin/sh
# Case 1, from plan to statement, by plain curl: 10,000.00 for 2026/27, education 3/5 and social
# care 2/5, paid 13 times every four weeks in advance to a grandmother who is the nominee.
#
# In one terminal:   TODAY=2026-03-31 npm start
# In another:        sh docs/examples/case-1.sh
#
# It makes an authority of its own, "casetown", so it can be run once on a book.
# Identifiers are shown by name; what it prints stands in docs/examples/case-1.out.
set -eu
cd "$(dirname "$0")/../.."
BASE=${BASE:-http://127.0.0.1:3000}/v1/casetown
names=$(mktemp)
trap 'rm -f "$names"' EXIT

ledger() { npm run -s ledger -- "$@" 2>/dev/null; }
ledger authority create casetown --title "Casetown Council" >/dev/null
token() { ledger token --kind "$1" --authority casetown; }
CASEWORKER=$(token caseworker) PANEL=$(token panel_member) FINANCE=$(token finance_officer)
APPROVER=$(token approver) FAMILY=$(token family)

say() { printf '\n%s\n' "$*"; }
# Shows an answer with identifiers by name, so that it is the same on every machine.
show() {
  sed -E -f "$names" | sed -E 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/ID/g'
}
# request TOKEN METHOD PATH [BODY]: prints the answer; every request has a key of its own.
n=0
request() {
  n=$((n + 1))
  curl -sS -X "$2" "$BASE$3" -H "Authorization: Bearer $1" -H "Idempotency-Key: case-1-$n-$3" \
    ${4:+-H "Content-Type: ${TYPE:-application/json}" --data-binary "$4"}
}
# The first "id" of an answer, remembered under a name.
id_of() {
  id=$(printf '%s' "$2" | grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
  [ -n "$id" ] || { printf 'No id in: %s\n' "$2" >&2; exit 1; }
  printf 's/%s/<%s>/g\n' "$id" "$1" >>"$names"
  printf '%s' "$id"
}
# Picks fields out of an answer, one a line.
pick() { grep -oE "\"($1)\":(\"[^\"]*\"|[0-9]+|null|true|false)" | show; }

say '1. The people who pay: two funders and a bank account'
EDUCATION=$(id_of education "$(request "$FINANCE" POST /funders '{"name":"High needs block","sector":"education"}')")
SOCIAL=$(id_of social-care "$(request "$FINANCE" POST /funders '{"name":"Social care","sector":"social_care"}')")
answer=$(request "$FINANCE" POST /bank-accounts '{"name":"Direct payments","sortCode":"089999",
  "accountNumber":"66374958","accountName":"CASETOWN COUNCIL","serviceUserNumber":"123456"}')
BANK=$(id_of bank "$answer")
request "$FINANCE" GET /funders | pick 'name|sector'
# The authority fills its account from its treasury.
request "$FINANCE" POST /entries "{\"kind\":\"treasury\",\"effectiveOn\":\"2026-03-30\",\"reason\":\"opening_balance\",
  \"transfers\":[{\"from\":\"treasury:$BANK\",\"to\":\"bank:$BANK\",\"amount\":\"50000.00\"}]}" | pick 'kind|effectiveOn|amount'

say '2. A young person with a plan, and a nominee whose bank details two people have checked'
PERSON=$(id_of person "$(request "$CASEWORKER" POST /beneficiaries '{"reference":"C-1","givenName":"Sam",
  "familyName":"Example","bornOn":"2010-07-14","sex":"female","ethnicity":"WBRI",
  "placement":"Mainstream school","postcodeDistrict":"ME14"}')")
PLAN=$(id_of plan "$(request "$CASEWORKER" POST "/beneficiaries/$PERSON/plans" '{"startsOn":"2026-01-05",
  "reviewBy":"2027-01-05","provision":[
    {"section":"F","provision":"Tutor and equipment","outcome":"Reads for pleasure"},
    {"section":"H1","provision":"Short breaks","outcome":"Spends time with friends"}]}')")
PAYEE=$(id_of grandmother "$(request "$CASEWORKER" POST /payees \
  "{\"beneficiaryId\":\"$PERSON\",\"relationship\":\"nominee\",\"name\":\"G Example\"}")")
DETAILS=$(id_of bank-details "$(request "$CASEWORKER" POST "/payees/$PAYEE/bank-details" \
  '{"sortCode":"20-00-00","accountNumber":"12345678","accountName":"G Example",
  "accountUse":"only_direct_payments"}')")
request "$FINANCE" POST "/bank-details/$DETAILS/check" '{"method":"call_back"}' | pick 'checked|method'
request "$CASEWORKER" POST "/beneficiaries/$PERSON/family-access" '{"subject":"family",
  "relationship":"nominee","fromOn":"2026-01-05","seesAddress":false}' | pick 'relationship|fromOn'

say '3. A budget with a direct payment: shares that do not make one are refused first'
BUDGET=$(id_of budget "$(request "$CASEWORKER" POST /budgets "{\"beneficiaryId\":\"$PERSON\",
  \"planId\":\"$PLAN\",\"startsOn\":\"2026-04-01\",\"endsOn\":\"2027-04-04\"}")")
terms() {
  printf '{"kind":"direct","purpose":"Tutor, equipment and short breaks","payeeId":"%s",
  "amount":"10000.00","effectiveOn":"2026-04-06","reason":"Agreed at panel",
  "shares":[{"funderId":"%s","fraction":"3/5"},{"funderId":"%s","fraction":"%s"}],
  "schedule":{"every":"4_weeks","firstPeriodOn":"2026-04-06","instalments":13,"paid":"in_advance"}}' \
    "$PAYEE" "$EDUCATION" "$SOCIAL" "$1"
}
request "$CASEWORKER" POST "/budgets/$BUDGET/arrangements" "$(terms 3/10)" | pick 'type|status|detail'
ARRANGEMENT=$(id_of arrangement "$(request "$CASEWORKER" POST "/budgets/$BUDGET/arrangements" "$(terms 2/5)")")
request "$PANEL" POST "/arrangements/$ARRANGEMENT/agreement" | pick 'funder|fraction|amount|state'

say '   What each sector requires is on file: without it the sector pays nothing'
HELD=$(request "$CASEWORKER" GET "/holds?by=2026-04-02")
printf '%s' "$HELD" | pick 'sector|amount' | paste - - | sort
printf '%s' "$HELD" | pick 'document|givenBy' | paste - - | sort -u
document() {
  printf '{"sectors":["education","social_care"],"kind":"%s","givenBy":"%s","givenOn":"2026-03-20","fromOn":"2026-03-20"}' "$1" "$2"
}
request "$CASEWORKER" POST "/arrangements/$ARRANGEMENT/documents" "{\"documents\":[$(document consent parent),
  $(document nomination parent),$(document nominee_agreement nominee),$(document notice_of_conditions authority),
  $(document conditions_accepted nominee),$(document not_excluded authority)]}" >/dev/null
request "$CASEWORKER" GET "/holds?by=2026-04-02" | show
echo

say '4. The schedule: three dates and the shares of every payment (the first two and the seventh)'
request "$FINANCE" GET "/arrangements/$ARRANGEMENT/schedule" | sed 's/},{"id"/}\
{"id"/g' | grep -E '"number":(1|2|7),' | sed -E 's/^.*"number"/"number"/; s/"state".*//' | show

say '5. A pay run: drawn up, approved by a second person, released'
RUN=$(id_of run "$(request "$FINANCE" POST /pay-runs "{\"bankAccountId\":\"$BANK\",\"valueOn\":\"2026-04-02\"}")")
request "$FINANCE" POST "/pay-runs/$RUN/approval" | pick 'type|status'
request "$APPROVER" POST "/pay-runs/$RUN/approval" | pick 'state|credits|total'
request "$FINANCE" POST "/pay-runs/$RUN/release" | pick 'state|valueOn|inputOn|total'

say '6. The Bacs Standard 18 file: the payment and the contra'
request "$FINANCE" GET "/pay-runs/$RUN/bacs-file" | tr -d '\r' | sed -n '5,6p'

say '7. The bank statement of 2 April, and the match the service proposes'
statement='<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>CASE1</MsgId><CreDtTm>2026-04-02T20:00:00</CreDtTm></GrpHdr>
<Stmt><Id>1</Id><FrToDt><FrDtTm>2026-04-02T00:00:00</FrDtTm><ToDtTm>2026-04-02T23:59:59</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>08999966374958</Id></Othr></Id><Ccy>GBP</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">50000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-04-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">49230.77</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-04-02</Dt></Dt></Bal>
<Ntry><Amt Ccy="GBP">769.23</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-02</Dt></BookgDt>
<AcctSvcrRef>BACS 000001</AcctSvcrRef></Ntry></Stmt></BkToCstmrStmt></Document>'
TYPE=application/xml
request "$FINANCE" POST '/bank-files?name=2026-04-02.xml' "$statement" | pick 'format|opening|closing|balances|added'
request "$FINANCE" POST '/bank-files?name=again.xml' "$statement" | pick 'type|status'
TYPE=application/json
SEARCH=$(id_of search "$(request "$FINANCE" POST /match-runs "{\"bankAccountId\":\"$BANK\"}")")
PROPOSALS=$(request "$FINANCE" GET "/match-runs/$SEARCH/proposals")
printf '%s' "$PROPOSALS" | pick 'number|rule|result|automatic|amount|count'
printf '%s' "$PROPOSALS" | grep -o '"evidence":\[[^]]*\]' | show
request "$FINANCE" POST "/match-runs/$SEARCH/acceptances" '{"numbers":[1]}' | pick 'accepted|matches|left'
request "$FINANCE" GET "/bank-position?bankAccount=$BANK&asAt=2026-04-02" | pick 'ledger|inTransit|closing|count|difference'

say '8. Spending: more than is held is refused with both figures'
request "$FINANCE" POST "/arrangements/$ARRANGEMENT/spending" '{"spentOn":"2026-04-02","amount":"769.24",
  "category":"support","description":"Tutor, April"}' | pick 'type|available|asked'
request "$FINANCE" POST "/arrangements/$ARRANGEMENT/spending" '{"spentOn":"2026-04-02","amount":"250.00",
  "category":"support","description":"Tutor, April"}' | pick 'spentOn|amount|category'

say '9. The statement as the family reads it'
request "$FAMILY" GET "/arrangements/$ARRANGEMENT/statement?from=2026-04-01&to=2026-04-30" |
  pick 'agreed|opening|moneyIn|moneyOut|closing|what|left|on'
say '   and as CSV'
curl -sS "$BASE/arrangements/$ARRANGEMENT/statement?from=2026-04-01&to=2026-04-30" \
  -H "Authorization: Bearer $FAMILY" -H 'Accept: text/csv' | tr -d '\r'

say '10. Somebody else sees nothing'
request "$(ledger token --kind family --sub stranger --authority casetown)" GET \
  "/arrangements/$ARRANGEMENT/statement" | pick 'type|status'
