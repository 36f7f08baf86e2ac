// react-admin's own words in Chinese. There is one language and nothing to switch.
import polyglotI18nProvider from 'ra-i18n-polyglot';
import { messages } from './messages.ts';

export const i18nProvider = polyglotI18nProvider(() => messages, 'zh', [{ locale: 'zh', name: '简体中文' }], {
  allowMissing: true,
});
