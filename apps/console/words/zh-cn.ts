import figures from '../../../ui/words/figures.zh-CN.json' with { type: 'json' };
import ui from '../../../ui/words/zh-CN.json' with { type: 'json' };
import analytics from '../features/analytics/words.zh-CN.json' with { type: 'json' };
import catalog from '../features/catalog/words.zh-CN.json' with { type: 'json' };
import identity from '../features/identity/words.zh-CN.json' with { type: 'json' };
import imports from '../features/imports/words.zh-CN.json' with { type: 'json' };
import pricing from '../features/pricing/words.zh-CN.json' with { type: 'json' };
import payments from '../features/payments/words.zh-CN.json' with { type: 'json' };
import shell from '../shell/words.zh-CN.json' with { type: 'json' };

export const words = { ui, figures, shell, analytics, catalog, identity, imports, pricing, payments };
