import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { XmlDecoder } from './xml-text.ts';

/**
 * The most that is read before a file is refused: levels of elements, characters without any
 * markup, elements in one kept subtree. A real statement is about 20 levels deep and has texts
 * of up to 500 characters.
 */
export const XML_LIMITS = { depth: 100, text: 1_000_000, elements: 100_000 } as const;

/** A small plain tree: an element by its local name. Only an element without children has text. */
export interface XmlNode {
  readonly name: string;
  text: string;
  readonly attributes: Readonly<Record<string, string>>;
  children: readonly XmlNode[];
}

/** Follows the reading of a file. `depth` is 1 for the root element. */
export interface XmlWatcher {
  /** An element opens outside a kept subtree. True keeps its subtree and gives it to `kept`. */
  opened(name: string, tag: SaxesTagPlain, depth: number, where: string): boolean;
  closed(depth: number): void;
  /** A kept subtree is complete, or one named to be cut out of it (which it then lacks). */
  kept(node: XmlNode, where: string): void;
  warned(code: string, where: string, message: string): void;
  /** The file cannot be read any further. Nothing more is called. */
  failed(code: string, where: string, message: string): void;
}

const CHILDLESS: readonly XmlNode[] = [];

/** An "&" that neither begins an entity nor is the last thing of a file that was cut off. */
const BARE_AMPERSAND = /&(?![\w.:#-]*(?:;|$))/;

/**
 * Reads an XML file piece by piece and gives small subtrees to a watcher, so that a file of any
 * size needs the memory of one subtree. Elements go by their local names, without prefix.
 *
 * Nothing is fetched and no entity is expanded but the five of XML itself: a document type
 * declaration ends the reading. Never throws for bad input: it calls `failed` once and stops.
 */
export class XmlTreeReader {
  stopped = false;
  readonly #watcher: XmlWatcher;
  readonly #cutOut: string;
  readonly #parser = new SaxesParser<{ position: false; xmlns: false }>({
    position: false,
    xmlns: false,
  });
  readonly #decoder: XmlDecoder;
  readonly #open: XmlNode[] = [];
  #text = '';
  #depth = 0;
  #root: string | null = null;
  #ended = false;
  #blank = true;
  #keptFrom = '';
  #elements = 0;
  /** Where the last tag ended: its position in the file in characters, line and column. */
  #markPosition = 0;
  #markLine = 1;
  #markColumn = 0;
  /** How much of the file has been given to the parser, and what of it followed the last tag. */
  #given = 0;
  #sinceMark = '';

  /** `cutOut` names an element that is given to `kept` alone, wherever it is in a subtree. */
  constructor(watcher: XmlWatcher, cutOut: string) {
    this.#watcher = watcher;
    this.#cutOut = cutOut;
    this.#decoder = new XmlDecoder((code, message) => {
      if (code === 'encoding-unknown') this.stop(code, message);
      else watcher.warned(code, this.where(), message);
    });
    this.#parser.on('opentag', (tag) => this.#opened(tag));
    this.#parser.on('closetag', () => this.#closed());
    this.#parser.on('text', (text) => this.#addText(text));
    this.#parser.on('cdata', (text) => this.#addText(text));
    this.#parser.on('doctype', () => this.#refuseDoctype());
    this.#parser.on('error', (error) => this.#broken(error.message));
  }

  /** Reads on. Give at most some 64 KB at a time: what is found is given out meanwhile. */
  write(bytes: Uint8Array): void {
    if (!this.stopped) this.#parse(this.#decoder.push(bytes));
  }

  /** Says that the file has ended, and checks that it was whole. */
  end(): void {
    if (!this.stopped) this.#parse(this.#decoder.end());
    if (this.stopped) return;
    this.#ended = true;
    if (this.#root === null) return this.#failWithoutRoot();
    if (this.#depth > 0) {
      if (BARE_AMPERSAND.test(this.#sinceMark)) return this.#refuseAmpersand();
      return this.stop(
        'truncated',
        `Expected the file to end with </${this.#root}>; it stops ${this.#depth} elements short ` +
          `of that, so a part of it is missing. Fetch the file from the bank again.`,
      );
    }
    this.#parser.close();
  }

  /** Where the reading is now, "line:column" counted from 1. */
  where(): string {
    return `${this.#parser.line}:${this.#parser.column + 1}`;
  }

  /** Ends the reading: the watcher has found something that it cannot go on from. */
  stop(code: string, message: string, where = this.where()): void {
    if (this.stopped) return;
    this.stopped = true;
    this.#watcher.failed(code, where, message);
  }

  #parse(text: string): void {
    if (text === '' || this.stopped) return;
    this.#blank &&= text.trim() === '';
    const newFrom = this.#markPosition;
    this.#parser.write(this.#given === 0 ? withoutLateDeclaration(text) : text);
    this.#sinceMark =
      newFrom === this.#markPosition
        ? this.#sinceMark + text
        : text.slice(Math.max(0, this.#markPosition - this.#given));
    this.#given += text.length;
    if (this.#sinceMark.length <= XML_LIMITS.text) return;
    if (BARE_AMPERSAND.test(this.#sinceMark)) this.#refuseAmpersand();
    else this.#refuseText();
  }

  #opened(tag: SaxesTagPlain): void {
    if (this.stopped) return;
    this.#mark();
    this.#text = '';
    this.#depth += 1;
    if (this.#depth > XML_LIMITS.depth) return this.#refuseDepth();
    const name = localName(tag.name);
    this.#root ??= name.slice(0, 60);
    if (this.#open.length === 0) {
      this.#keptFrom = this.#startOf(tag);
      const keep = this.#watcher.opened(name, tag, this.#depth, this.#keptFrom);
      if (!keep || this.stopped) return;
    }
    this.#elements += 1;
    if (this.#elements > XML_LIMITS.elements) return this.#refuseSize();
    this.#open.push({ name, text: '', attributes: tag.attributes, children: CHILDLESS });
  }

  #closed(): void {
    if (this.stopped) return;
    this.#mark();
    this.#depth -= 1;
    const node = this.#open.pop();
    if (node === undefined) return this.#watcher.closed(this.#depth + 1);
    if (node.children === CHILDLESS) node.text = this.#text.trim();
    this.#text = '';
    const parent = this.#open.at(-1);
    if (parent === undefined || node.name === this.#cutOut) {
      this.#elements = this.#open.length;
      this.#watcher.kept(node, this.#keptFrom);
    } else if (parent.children === CHILDLESS) {
      parent.children = [node];
    } else {
      (parent.children as XmlNode[]).push(node);
    }
  }

  #mark(): void {
    this.#markPosition = this.#parser.position;
    this.#markLine = this.#parser.line;
    this.#markColumn = this.#parser.column;
  }

  #addText(text: string): void {
    if (this.stopped || this.#open.length === 0) return;
    this.#text = this.#text === '' ? text : this.#text + text;
  }

  /** The column of an element's "<", exact when the element has no attributes. */
  #startOf(tag: SaxesTagPlain): string {
    return `${this.#parser.line}:${Math.max(1, this.#parser.column - tag.name.length - 1)}`;
  }

  #broken(fault: string): void {
    if (this.#root === null) return this.#failWithoutRoot();
    if (fault.includes('entity')) return this.#refuseAmpersand();
    const after = this.#depth === 0 && !this.#ended;
    this.stop(
      'xml-broken',
      after
        ? `Expected nothing after </${this.#root}>; there is more text. If several files were ` +
            `joined into one, load each by itself.`
        : `Expected well-formed XML; found a fault inside <${this.#root}>: ${fault} Fetch the ` +
            `file from the bank again, and do not edit it.`,
    );
  }

  #failWithoutRoot(): void {
    if (this.#blank) {
      return this.stop('empty-file', 'Expected an XML file; the file is empty. Fetch it again.');
    }
    this.stop(
      'not-xml',
      'Expected an XML file, which begins with "<"; this one is not XML. If it is compressed, ' +
        'unpack it; if it is in another format, choose that format.',
    );
  }

  #refuseDoctype(): void {
    this.stop(
      'doctype-refused',
      'Expected a statement without a document type declaration; found <!DOCTYPE ...>, which ' +
        'statements never have and which can be used to attack the reader. Do not load this ' +
        'file; ask the bank where it came from.',
    );
  }

  /** The parser reads on to the next ";", so the fault is where the last tag ended. */
  #refuseAmpersand(): void {
    this.stop(
      'xml-broken',
      'Expected "&" in a text to be written as "&amp;" (or to begin another of the five entities ' +
        'of XML); found one that is not, after this place. Ask the bank for a corrected file.',
      `${this.#markLine}:${this.#markColumn + 1}`,
    );
  }

  #refuseText(): void {
    const limit = XML_LIMITS.text.toLocaleString('en-GB');
    this.stop(
      'text-too-long',
      `Expected texts of up to ${limit} characters; found a longer one. Check the file.`,
    );
  }

  #refuseDepth(): void {
    this.stop(
      'too-deep',
      `Expected at most ${XML_LIMITS.depth} levels of elements; found more. Check the file.`,
    );
  }

  #refuseSize(): void {
    const limit = XML_LIMITS.elements.toLocaleString('en-GB');
    this.stop(
      'element-too-large',
      `Expected at most ${limit} elements within one part of a statement; found more. Check the ` +
        `file.`,
    );
  }
}

/**
 * The beginning of a file with the XML declaration made into spaces where white space stands before
 * it: that is no XML, but some banks send an empty line first. Places in the file stay the same.
 */
function withoutLateDeclaration(text: string): string {
  return text.replace(/^(\s+)<\?xml\s[^<>]*\?>/, (all) => all.replaceAll(/\S/g, ' '));
}

/** The first child with a name. Takes undefined, so that paths can be followed. */
export function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  if (node === undefined) return undefined;
  for (const child of node.children) if (child.name === name) return child;
  return undefined;
}

/** The text of the first child with a name, or null when there is none or it is empty. */
export function textOf(node: XmlNode | undefined, name: string): string | null {
  const text = childOf(node, name)?.text ?? '';
  return text === '' ? null : text;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
