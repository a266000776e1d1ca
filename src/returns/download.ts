import type { FastifyReply } from 'fastify';

/** What would lead into another folder, and what is not seen or turns the letters after it round. */
const NOT_IN_A_NAME = /[/\\:\p{Cc}\p{Cf}]/gu;

/**
 * Answers with a file to be kept, never shown: whatever is in it, no browser runs it. The name is
 * as it was given, as far as it is the name of a file and not a path; for those who read ASCII only,
 * without what ASCII does not have.
 */
export function asDownload(reply: FastifyReply, type: string, given: string): void {
  const name = given.replace(NOT_IN_A_NAME, '_').replace(/^\.+/, '_');
  const plain = name.replace(/[^\x20-\x7E]|["\\%]/g, '_');
  // Of what encodeURIComponent leaves, RFC 8187 does not allow these.
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  reply
    .type(type)
    .header('x-content-type-options', 'nosniff')
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`);
}
