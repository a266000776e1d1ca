// Makes the key that signs seals (Ed25519, PEM), unless the file is there already.
//
//   node docs/deploy/make-seal-key.mjs /etc/ledger/seal.pem
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node make-seal-key.mjs FILE');
  process.exit(2);
}
if (existsSync(file)) {
  console.log(`${file} is there already.`);
} else {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  // 'wx': a key that another process has just made is never written over.
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  console.log(`${file} is made. Keep a copy where the database's owner cannot read it.`);
}
