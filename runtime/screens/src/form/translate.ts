// rjsf's own few words, in Chinese. Our templates show none of them; this keeps English out should one slip through.
import { TranslatableString } from '@rjsf/utils';

const words: Partial<Record<TranslatableString, string>> = {
  [TranslatableString.ArrayItemTitle]: '条目',
  [TranslatableString.MissingItems]: '缺少条目的定义',
  [TranslatableString.YesLabel]: '是',
  [TranslatableString.NoLabel]: '否',
  [TranslatableString.CloseLabel]: '关闭',
  [TranslatableString.ErrorsLabel]: '需要修改',
  [TranslatableString.AddButton]: '添加',
  [TranslatableString.AddItemButton]: '添加一行',
  [TranslatableString.CopyButton]: '复制',
  [TranslatableString.MoveDownButton]: '下移',
  [TranslatableString.MoveUpButton]: '上移',
  [TranslatableString.RemoveButton]: '去掉',
  [TranslatableString.UnknownFieldType]: '这一项无法显示',
};

export function translate(text: TranslatableString): string {
  return words[text] ?? '这一项无法显示，请联系系统管理员';
}
