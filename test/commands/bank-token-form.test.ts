import { expect, it } from 'vitest';
import { serviceAt } from '../../src/commands/bank/service.ts';

const WHERE = { url: 'http://127.0.0.1:3000', authority: 'demonstration' };

it.each(['two\nlines', 'with space', 'caf\u00e9'])(
  'a token such as %j is told to be wrong, not the service to be away, and is not shown',
  (token) => {
    const asked = () => serviceAt(WHERE, { LEDGER_TOKEN: token });
    expect(asked).toThrow(/^LEDGER_TOKEN has a space, a line break/);
    expect(asked).not.toThrow(new RegExp(token));
  },
);
