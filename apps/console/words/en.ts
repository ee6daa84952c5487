import figures from '../../../ui/words/figures.en.json' with { type: 'json' };
import ui from '../../../ui/words/en.json' with { type: 'json' };
import analytics from '../features/analytics/words.en.json' with { type: 'json' };
import catalog from '../features/catalog/words.en.json' with { type: 'json' };
import identity from '../features/identity/words.en.json' with { type: 'json' };
import imports from '../features/imports/words.en.json' with { type: 'json' };
import pricing from '../features/pricing/words.en.json' with { type: 'json' };
import payments from '../features/payments/words.en.json' with { type: 'json' };
import shell from '../shell/words.en.json' with { type: 'json' };

export const words = { ui, figures, shell, analytics, catalog, identity, imports, pricing, payments };
