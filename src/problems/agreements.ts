/** Problems about requests, agreements and what the law asks for before money is paid. */
export const AGREEMENT_PROBLEMS = {
  'version-conflict': {
    status: 409,
    title: 'Somebody else changed the terms first',
    meaning:
      'The change started from a version that is not the latest, or a proposed version is still to be decided. `first` is the one that came before yours.',
    todo: 'Look at `first`; start again from it, or have it decided.',
  },
  'notice-too-short': {
    status: 422,
    title: 'The notice is too short',
    meaning:
      'A decrease or a stop needs written notice with reasons, and takes effect when the notice has run. `earliest` is the first day it can take effect.',
    todo: 'Use `earliest` or a later day; until then the agreed amount is paid.',
  },
  'funder-has-not-agreed': {
    status: 409,
    title: 'A funder has not agreed',
    meaning:
      'The budget answers a request, and a funder of one of the shares has not agreed to pay. `funders` names each.',
    todo: "Record the funder's decision on the request, or leave its share out.",
  },
  'nomination-missing': {
    status: 422,
    title: 'There is no written nomination',
    meaning: 'A nominee is paid on the strength of a written nomination, and none is on file.',
    todo: 'Record the nomination, together with this or before it.',
  },
  'still-on-hold': {
    status: 409,
    title: 'Something is still missing',
    meaning:
      "A sector's money leaves when everything it requires is on file. `missing` lists what is not.",
    todo: 'Put the documents listed in `missing` on file.',
  },
  'import-faults': {
    status: 422,
    title: 'The file has faults',
    meaning: 'One or more lines of the file cannot be taken in. Nothing of it was kept.',
    todo: 'Put right every line listed in `errors` and send the whole file again.',
  },
  'return-faults': {
    status: 422,
    title: 'The return has faults',
    meaning:
      'One or more lines of the return cannot be taken in, or it does not add up. Nothing of it was kept. `errors` lists every fault with its row and column.',
    todo: 'Put right everything listed in `errors` and send the whole return again.',
  },
  'file-not-accepted': {
    status: 422,
    title: 'The file is not what it says',
    meaning:
      'The content of the file is not of the type that was named, or is of a type that is not taken as evidence.',
    todo: 'Send a PDF, JPEG, PNG or CSV file, and name its own type.',
  },
  'beyond-order': {
    status: 409,
    title: 'There is not so much on order',
    meaning:
      'More was to be accepted, freed or ordered than is still open. `open` says what is, and `asked` what was wanted.',
    todo: 'Query what is too much, or order more first.',
  },
} as const;
