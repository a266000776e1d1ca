/**
 * A free text so that no program takes any of it for something else: what is not a letter, a digit
 * or one of `-._~/@+` of ASCII is written as the bytes of its UTF-8, each `%` and two hexadecimal
 * digits (RFC 3986), and so is a colon, by which programs know the name of a tag. What is read back
 * by `decodeURIComponent` is the text.
 */
export function safeText(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(2F|40|2B)/g, (written) => decodeURIComponent(written));
}
