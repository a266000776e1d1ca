import type { XmlNode } from '../../bank-files/xml-tree.ts';
import type { AnswerFormat } from './answer.ts';

/**
 * How one format is read out of XML, while it goes by. Elements are named by the path from the
 * element of the message, which itself is not in it.
 */
export interface Layout {
  readonly format: AnswerFormat;
  /** Whether the subtree of an element is wanted whole, in `kept`. */
  keeps(inside: readonly string[]): boolean;
  opened(inside: readonly string[], tag: OpenTag, where: string): void;
  closed(inside: readonly string[]): void;
  kept(node: XmlNode, where: string): void;
  /** The file was read to its end. */
  ended(): void;
}

/** An element that has just opened. */
export interface OpenTag {
  readonly attributes: Readonly<Record<string, string>>;
}
