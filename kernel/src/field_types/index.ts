// All field types. A new type is a folder here and a line in this list; the screens add its widget and cell to their registries.
import { addressType } from './address/index.ts';
import { areaType } from './area/index.ts';
import { booleanType } from './boolean/index.ts';
import { childrenType } from './children/index.ts';
import { codeFieldType } from './code/index.ts';
import { codesType } from './codes/index.ts';
import { computedType } from './computed/index.ts';
import { dateType } from './date/index.ts';
import { datetimeType } from './datetime/index.ts';
import { decimalFieldType } from './decimal/index.ts';
import { emailType } from './email/index.ts';
import { fileType } from './file/index.ts';
import { filesType } from './files/index.ts';
import { idCardType } from './id_card/index.ts';
import { imageType } from './image/index.ts';
import { imagesType } from './images/index.ts';
import { industryType } from './industry/index.ts';
import { integerType } from './integer/index.ts';
import { jsonType } from './json/index.ts';
import { moneyType } from './money/index.ts';
import { personNameType } from './person_name/index.ts';
import { phoneType } from './phone/index.ts';
import { pointType } from './point/index.ts';
import { refType } from './ref/index.ts';
import { refsType } from './refs/index.ts';
import { regionType } from './region/index.ts';
import { registerFieldTypes } from './registry.ts';
import { richTextType } from './rich_text/index.ts';
import { sequenceType } from './sequence/index.ts';
import { signatureType } from './signature/index.ts';
import { stringType } from './string/index.ts';
import { textFieldType } from './text/index.ts';
import { timeRangeType } from './time_range/index.ts';
import { urlType } from './url/index.ts';
import { usccType } from './uscc/index.ts';
import type { FieldType } from './contract.ts';

export const fieldTypes: readonly FieldType[] = [
  stringType,
  textFieldType,
  richTextType,
  integerType,
  decimalFieldType,
  moneyType,
  booleanType,
  dateType,
  datetimeType,
  timeRangeType,
  codeFieldType,
  codesType,
  refType,
  refsType,
  childrenType,
  fileType,
  filesType,
  imageType,
  imagesType,
  signatureType,
  pointType,
  areaType,
  regionType,
  industryType,
  usccType,
  idCardType,
  personNameType,
  phoneType,
  emailType,
  urlType,
  addressType,
  jsonType,
  sequenceType,
  computedType,
];

export { columnName, convertValue, isConvertible } from './convert.ts';
export { isStored, valueType } from './computed/index.ts';
export { asksForIndex, isIndexed } from './indexed.ts';

/** Types of inputs: nothing is kept, so there are no rows and no computed values; several records may be chosen. */
export const inputTypes: readonly FieldType[] = [
  ...fieldTypes.filter((type) => type.column !== null && type !== childrenType && !type.drawn),
];

registerFieldTypes(fieldTypes);

export { fieldType, findFieldType, fieldTypeNames } from './registry.ts';
export { codeIndex } from './code/code_index.ts';
export type { CodeIndex } from './code/code_index.ts';
export { usccCheckDigit } from './uscc/index.ts';
export { idCardCheckCharacter } from './id_card/index.ts';
export { patternParts, periodOf, spell } from './sequence/index.ts';
export { formats, mod1110 } from './string/formats.ts';
export { isDate, parseDate } from './date/parse_date.ts';
