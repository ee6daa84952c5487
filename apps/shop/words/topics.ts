import { speaker } from '../../../ui/shop/words.tsx';

/** The words of the shop: one line per topic, one content file per language, fetched with the first page that needs them. */
export const { bringWords, useWords } = speaker({
  shop: { 'zh-CN': () => import('./shop.zh-CN.json'), en: () => import('./shop.en.json') },
  order: { 'zh-CN': () => import('./order.zh-CN.json'), en: () => import('./order.en.json') },
  card: { 'zh-CN': () => import('./card.zh-CN.json'), en: () => import('./card.en.json') },
  partner: { 'zh-CN': () => import('./partner.zh-CN.json'), en: () => import('./partner.en.json') },
  share: { 'zh-CN': () => import('./share.zh-CN.json'), en: () => import('./share.en.json') },
  deal: { 'zh-CN': () => import('./deal.zh-CN.json'), en: () => import('./deal.en.json') },
  points: { 'zh-CN': () => import('./points.zh-CN.json'), en: () => import('./points.en.json') },
  desk: { 'zh-CN': () => import('./desk.zh-CN.json'), en: () => import('./desk.en.json') },
  data: { 'zh-CN': () => import('./data.zh-CN.json'), en: () => import('./data.en.json') },
  me: { 'zh-CN': () => import('./me.zh-CN.json'), en: () => import('./me.en.json') },
});

export type TopicName = Parameters<typeof bringWords>[0][number];
