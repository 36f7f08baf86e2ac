// What officers are told about a record: one short sentence that names the field, and what to do when the sentence does not say it.
import type { FieldFault } from '../field_types/contract.ts';
import type { FieldModel } from '../model.ts';
import { fillIn } from './format_diagnostic.ts';

interface RecordMessage {
  zh: { message: string; remedy: string };
  en: { message: string; remedy: string };
}

function say(zh: string, zhRemedy: string, en: string, enRemedy: string): RecordMessage {
  return { zh: { message: zh, remedy: zhRemedy }, en: { message: en, remedy: enRemedy } };
}

/** {label} is the field, the rest are parameters of the fault. */
export const recordMessages = {
  E_REQUIRED: say('请填写{label}', '这一项不能为空。', '{label} is required', 'Fill it in.'),
  E_REQUIRED_CHOICE: say('请选择{label}', '这一项不能为空。', '{label} is required', 'Choose one.'),
  E_TYPE: say('{label}的格式不对', '请按页面上的格式填写。', '{label} has the wrong type', 'Send {expected}.'),
  E_TOO_LONG: say(
    '{label}最多 {max} 个字，现在有 {length} 个',
    '请缩短。',
    '{label} has {length} characters, at most {max}',
    'Shorten it.',
  ),
  E_TOO_SHORT: say(
    '{label}至少 {min} 个字',
    '请补充完整。',
    '{label} has {length} characters, at least {min}',
    'Complete it.',
  ),
  E_PATTERN: say('{label}的写法不对', '要求：{pattern}', '{label} is not spelt as it must be', 'Wanted: {pattern}'),
  E_CHARACTER: say(
    '{label}里有看不见的特殊字符',
    '请删除后重新输入。',
    '{label} holds control characters',
    'Take them out.',
  ),
  E_EXCEL_NUMBER: say(
    '{label}被 Excel 变成了科学计数，后面的数字已经丢失',
    '请在 Excel 里把这一列设为“文本”，重新填写完整号码。',
    '{label} was turned into scientific notation',
    'Format the column as text and enter the number again.',
  ),
  E_NUMBER: say('{label}应填数字', '只填数字，如 1234.50。', '{label} must be a number', 'Send a decimal number.'),
  E_INTEGER: say('{label}应填整数', '不要小数点。', '{label} must be a whole number', 'Leave the fraction out.'),
  E_SCALE: say(
    '{label}最多 {scale} 位小数',
    '请四舍五入后再填。',
    '{label} has at most {scale} digits after the point',
    'Round it.',
  ),
  E_TOO_SMALL: say('{label}不能小于 {min}', '请改正。', '{label} is below {min}', 'Correct it.'),
  E_TOO_LARGE: say('{label}不能大于 {max}', '请改正。', '{label} is above {max}', 'Correct it.'),
  E_BOOLEAN: say('{label}应填“是”或“否”', '请改正。', '{label} must be true or false', 'Correct it.'),
  E_DATE: say('{label}不是正确的日期', '请填成 2026-11-20 这样。', '{label} is no date', 'Send YYYY-MM-DD.'),
  E_DATETIME: say(
    '{label}不是正确的时间',
    '请填成 2026-11-20 09:30 这样。',
    '{label} is no instant',
    'Send ISO 8601 with a zone.',
  ),
  E_TOO_EARLY: say('{label}不能早于 {min}', '请改正日期。', '{label} is before {min}', 'Correct the date.'),
  E_TOO_LATE: say('{label}不能晚于 {max}', '请改正日期。', '{label} is after {max}', 'Correct the date.'),
  E_CODE_UNKNOWN: say(
    '{label}里没有“{value}”',
    '请从“{list}”里选择。',
    '{label}: {value} is not in the list',
    'Choose from {list}.',
  ),
  E_CODE_RETIRED: say('{label}的“{shown}”已停用', '请另选一项。', '{label}: {shown} is retired', 'Choose another.'),
  E_CODE_NOT_LEAF: say(
    '{label}要选到最末一级',
    '“{shown}”下面还有细分。',
    '{label}: {shown} has codes below it',
    'Choose one of those.',
  ),
  E_CODE_LABEL_TWICE: say(
    '{label}里有多个“{value}”',
    '请改填代码，如 {codes}。',
    '{label}: several codes are called {value}',
    'Give the code: {codes}.',
  ),
  E_REF_ID: say('没有找到{label}“{value}”', '请重新选择。', '{label} is no record id', 'Choose a record.'),
  E_REF_NONE: say(
    '没有找到{label}“{value}”',
    '请重新选择；可能已被删除，或不在您的权限内。',
    '{label}: there is no such record',
    'Choose another.',
  ),
  E_FILE: say('{label}的文件没有上传成功', '请重新上传。', '{label} is no uploaded file', 'Upload it first.'),
  E_FILE_TYPE: say('{label}不接受这种文件', '请上传 {accept}。', '{label} does not take {type}', 'Upload {accept}.'),
  E_FILE_SIZE_RECORD: say(
    '{label}的文件超过 {max} MB',
    '请压缩后再上传。',
    '{label} is larger than {max} MB',
    'Make it smaller.',
  ),
  E_FILE_IN_TEXT: say(
    '{label}不能用表格导入',
    '请在页面上上传。',
    '{label} cannot be imported from text',
    'Upload it.',
  ),
  E_ROWS_IN_TEXT: say(
    '{label}不能放在一个单元格里',
    '请在页面上填写。',
    '{label} cannot be imported from a cell',
    'Use the form.',
  ),
  E_ROWS_COUNT: say(
    '{label}应有 {count} 行，现在有 {found} 行',
    '请补齐或去掉多余的行；行数由上面填写的数量决定。',
    '{label} has {found} rows, not {count}',
    'Add or take out rows.',
  ),
  E_ROW_TWICE: say(
    '{label}里同一行出现了两次',
    '请去掉重复的一行，或作为新的一行添加。',
    '{label} has one row id twice',
    'Take one out, or send it without its id.',
  ),
  E_ROWS_EACH: say(
    '{label}应每项恰好一行，请核对：{codes}',
    '缺的请补上，重复或不在清单里的请去掉。',
    '{label} has not one row for each of: {codes}',
    'Add what is missing and take out what is double.',
  ),
  E_ROWS_SOURCE: say(
    '{label}里有一行不是来自所选的记录',
    '请去掉这一行，或重新选择来源后再填。',
    '{label} has a row that its source has not',
    'Take the row out, or choose the source again.',
  ),
  E_TOO_MANY: say('{label}最多 {max} 项', '请删掉多余的。', '{label} holds more than {max}', 'Take some out.'),
  E_TOO_FEW: say('{label}至少 {min} 项', '请补充。', '{label} holds fewer than {min}', 'Add some.'),
  E_USCC_LENGTH: say(
    '{label}应为 18 位，现在有 {length} 位',
    '请对照营业执照填写。',
    '{label} has {length} characters, not 18',
    'Check it against the licence.',
  ),
  E_USCC_LETTER: say(
    '{label}里不会有“{letter}”',
    '只含数字和除 I、O、S、V、Z 以外的大写字母。',
    '{label} holds {letter}',
    'Letters I, O, S, V and Z do not occur.',
  ),
  E_USCC_CHECK: say(
    '{label}的校验码不对，请核对每一位',
    '常见原因是抄错或漏了一位。',
    '{label} has a wrong check digit',
    'Compare every digit.',
  ),
  E_ID_CARD_FORMAT: say(
    '{label}应为 18 位，最后一位可以是 X',
    '请对照身份证填写。',
    '{label} is no 18-digit number',
    'Check it.',
  ),
  E_ID_CARD_DATE: say(
    '{label}里的出生日期不对',
    '请核对第 7 到 14 位。',
    '{label} holds no real day of birth',
    'Check digits 7 to 14.',
  ),
  E_ID_CARD_CHECK: say(
    '{label}的校验码不对，请核对每一位',
    '常见原因是抄错或漏了一位。',
    '{label} has a wrong check character',
    'Compare every digit.',
  ),
  E_LICENCE_FORMAT: say(
    '{label}应为 {prefix} 加 14 位数字',
    '请对照许可证填写。',
    '{label} is {prefix} and 14 digits',
    'Check it against the licence.',
  ),
  E_LICENCE_CHECK: say(
    '{label}的校验码不对，请核对每一位',
    '常见原因是抄错或漏了一位。',
    '{label} has a wrong check digit',
    'Compare every digit.',
  ),
  E_PERSON_NAME: say('{label}里不应有数字', '请填写姓名。', '{label} holds digits', 'Write a name.'),
  E_PHONE: say(
    '{label}不是正确的电话号码',
    '手机填 11 位；座机填区号加号码，如 0311-86012345。',
    '{label} is no phone number',
    'Mobile: 11 digits; landline with area code.',
  ),
  E_EMAIL: say('{label}不是正确的邮箱地址', '如 name@example.cn。', '{label} is no e-mail address', 'name@example.cn'),
  E_URL: say(
    '{label}不是正确的网址',
    '以 http:// 或 https:// 开头。',
    '{label} is no web address',
    'Begin with http:// or https://.',
  ),
  E_TIME_RANGE: say(
    '{label}的时段不对',
    '请填成 08:30-21:00 这样。',
    '{label} is no span of time',
    'Send 08:30-21:00.',
  ),
  E_RICH_TEXT: say(
    '{label}里有不支持的内容',
    '请清除格式后重新粘贴；链接只能以 http、https 或 mailto 开头。',
    '{label} holds what a rich text may not ({place})',
    'Send the closed tree of the reference.',
  ),
  E_POINT: say(
    '{label}不是正确的经纬度',
    '请填成 114.5149, 38.0423 这样。',
    '{label} is no position',
    'Send {lng, lat} in degrees.',
  ),
  E_AREA: say('{label}不是正确的范围', '至少三个拐点，首尾相接。', '{label} is no polygon', 'Send a GeoJSON Polygon.'),
  E_AREA_SIZE: say(
    '{label}最多 {max} 个拐点，现在有 {found} 个',
    '请简化边界。',
    '{label} has {found} corners, at most {max}',
    'Simplify it.',
  ),
  E_JSON: say(
    '{label}的数据格式不对',
    '请核对括号和引号；最多嵌套 8 层。',
    '{label} is no JSON of at most 8 levels',
    'Correct it.',
  ),
  E_JSON_SIZE: say(
    '{label}最多 {max} KB，现在有 {found} KB',
    '请减少内容。',
    '{label} has {found} KB, at most {max}',
    'Shorten it.',
  ),
  E_FIELD_DRAWN: say(
    '{label}由系统编号，不能填写',
    '请去掉这一项。',
    '{label} is drawn by the server',
    'Leave it out.',
  ),
  E_FIELD_UNKNOWN: say(
    '没有“{name}”这一项',
    '请去掉，或核对名称。',
    'There is no field {name}',
    'Leave it out, or check its name.',
  ),
  E_FAULTS_MORE: say(
    '还有 {count} 处没有列出',
    '请先改正列出的这些，再保存一次。',
    'There are {count} more faults',
    'Correct the ones above first.',
  ),
  E_FIELD_READONLY: say('{label}不能修改', '请保持原值。', '{label} may not be changed', 'Leave it as it is.'),
  E_FIELD_FORBIDDEN: say(
    '您不能修改{label}',
    '如需修改，请联系管理员。',
    'You may not write {label}',
    'Ask an administrator.',
  ),
  E_FIELD_COMPUTED: say('{label}由系统计算，不能填写', '请去掉这一项。', '{label} is computed', 'Leave it out.'),
  E_MASK_WRITTEN: say(
    '{label}显示的是隐藏后的内容，不能直接保存',
    '不修改请保持原样；要修改请填写完整内容。',
    '{label} is the masked text',
    'Send the whole value, or leave it out.',
  ),
  E_CHECK: say('{text}', '', '{text}', ''),
  E_CHECK_EXPLAIN: say('{text}', '如确实如此，请写明原因再保存。', '{text}', 'Give the reason.'),
  E_CHECK_QUARANTINE: say('{text}', '已保存，并标为待核实。', '{text}', 'Saved and marked as to be verified.'),
  E_KEY_TAKEN: say(
    '{label}“{value}”已存在',
    '请打开已有的记录，或改正。',
    '{label} {value} is taken',
    'Open the other record, or correct it.',
  ),
  E_KEY_ELSEWHERE: say(
    '其他单位已有相同的{label}“{value}”',
    '请核对后再保存；确属本单位管理的，请与上级单位联系。',
    '{label} {value} is taken by another bureau',
    'Correct it; if the record is yours, ask the bureau above.',
  ),
} satisfies Record<string, RecordMessage>;

export type RecordFaultCode = keyof typeof recordMessages;

export function isRecordFaultCode(code: string): code is RecordFaultCode {
  return Object.hasOwn(recordMessages, code);
}

/**
 * What a fault of a field says. A fault inside rows names the row and the cell: 第 2 行的名称.
 * @param fault as field types return it; an unknown code falls back to E_TYPE
 */
export function recordFault(
  fault: FieldFault,
  field: FieldModel,
  language: 'zh' | 'en' = 'zh',
): { message: string; remedy: string } {
  const { cell, label } = placeOf(fault.at, field, language);
  const code = fault.code === 'E_REQUIRED' && isChosen(cell) ? 'E_REQUIRED_CHOICE' : fault.code;
  const { message, remedy } = recordMessages[isRecordFaultCode(code) ? code : 'E_TYPE'][language];
  const params = { ...fault.params, shown: fault.params['label'] ?? '', value: shown(fault.value), label };
  return { message: fillIn(message, params), remedy: fillIn(remedy, params) };
}

/** Picked from something rather than typed. */
function isChosen(field: FieldModel): boolean {
  return field.list !== null || field.to.length > 0;
}

function placeOf(at: string, field: FieldModel, language: 'zh' | 'en'): { cell: FieldModel; label: string } {
  const row = /^\[(\d+)\](?:\.(\w+))?/.exec(at);
  if (!row) return { cell: field, label: field.label };
  const cell = field.fields.find((child) => child.name === row[2]) ?? field;
  const number = Number(row[1]) + 1;
  const name = cell === field ? '' : cell.label;
  const label =
    language === 'zh'
      ? `${field.label}第 ${number} 项${name === '' ? '' : `的${name}`}`
      : `${field.label} ${number} ${name}`;
  return { cell, label };
}

/** Only what somebody typed is repeated. */
function shown(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '…';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
