import assert from 'node:assert/strict';
import { createCanvas } from '@napi-rs/canvas';
import type { Browser, Locator, Page } from 'playwright-core';
import { fitsInHand, lookInHand, lookOnDesk } from './look.ts';
import { openPage } from './product.ts';
import en from '../ui/words/en.json' with { type: 'json' };
import zh from '../ui/words/zh-CN.json' with { type: 'json' };
import { consoleWords, type Language } from './words.ts';

/** What somebody new sells, in the words and the money of their place. */
interface House {
  readonly brand: string;
  /** its name in addresses */
  readonly slug: string;
  /** of the first three steps of the ladder: name, price, cost */
  readonly products: readonly (readonly [string, string, string])[];
  readonly card: string;
  readonly price: string;
}

const houses: Record<Language, House> = {
  en: {
    brand: 'Harbour Coffee',
    slug: 'harbour-coffee',
    products: [
      ['Taster bag, 20 g', '0', '0.6'],
      ['Flat white', '4.5', '1.1'],
      ['House blend 250 g', '12', '4.2'],
    ],
    card: 'A cup a day, one month',
    price: '49',
  },
  'zh-CN': {
    brand: '海边咖啡',
    slug: 'haibian',
    products: [
      ['试喝小包', '0', '2'],
      ['拿铁', '22', '5'],
      ['招牌拼配', '88', '30'],
    ],
    card: '一天一杯月卡',
    price: '199',
  },
};

/** A shop that sells, made by somebody who has nothing yet, by what stands on the screens alone: ladder, card, welcome, plan, shop front. */
export async function shopFromNothing(browser: Browser, url: string, language: Language): Promise<void> {
  const { page, faults, close } = await openPage(browser, { language });
  const house = houses[language];
  const [identity, steps] = [consoleWords('features/identity', language), consoleWords('features/analytics', language)];
  const onward = async (step: string): Promise<void> =>
    await named(page, steps('first.onward', { step: steps(`first.${step}.title`) })).click();
  await page.goto(`${url}/welcome?lang=${language}`);
  await page.getByLabel(identity('welcome.name')).first().fill(house.brand);
  await page.getByLabel(identity('welcome.address')).fill(house.slug);
  await named(page, identity('welcome.try')).click();
  await page.waitForURL(/\/b\//);
  await named(page, steps('first.ladder.title')).click();
  await fillTheLadder(page, house, language);
  await onward('card');
  await makeTheCard(page, house, language);
  await onward('ceremony');
  await named(page, consoleWords('features/membership', language)('ceremony.save')).click();
  await onward('plan');
  await publishThePlan(page, language);
  const [shop] = await Promise.all([page.context().waitForEvent('page'), onward('front')]);
  await shop.setViewportSize({ width: 390, height: 844 });
  for (const [name] of house.products) await shop.getByText(name).first().waitFor();
  await fitsInHand(shop, 'a shop from nothing');
  await page.bringToFront();
  await lookOnDesk(page, 'all steps done');
  await showAPicture(page, shop, { house, language });
  assert.deepEqual(faults, []);
  await close();
}

/** A button or a link by what stands on it. */
function named(page: Page, name: string): Locator {
  return page
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('link', { name, exact: true }))
    .first();
}

async function fillTheLadder(page: Page, { products }: House, language: Language): Promise<void> {
  const say = consoleWords('features/catalog', language);
  const { ladder } = language === 'en' ? en : zh;
  for (const [i, [name, price, cost]] of products.entries()) {
    const role = [ladder.fan, ladder.entry, ladder.core][i] ?? '';
    await named(page, say('ladder.addTo', { role })).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(say('name'), { exact: true }).fill(name);
    await form.getByLabel(say('price')).fill(price);
    await form.getByLabel(say('cost')).fill(cost);
    await form.getByRole('button', { name: say('form.makeIt'), exact: true }).click();
    await form.waitFor({ state: 'hidden' });
  }
}

async function makeTheCard(page: Page, { card, price, products }: House, language: Language): Promise<void> {
  const say = consoleWords('features/membership', language);
  await named(page, say('cards.make')).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(say('cards.name')).fill(card);
  await form.getByRole('textbox', { name: say('cards.price') }).fill(price);
  await form.getByRole('combobox', { name: say('cards.item') }).fill(products[1]?.[0] ?? '');
  await page.locator('.zh-pick').first().click();
  await lookOnDesk(page, 'a card is named and priced where it is made');
  await form.getByRole('button', { name: say('cards.makeIt'), exact: true }).click();
  await page.getByText(card).first().waitFor();
}

async function publishThePlan(page: Page, language: Language): Promise<void> {
  const say = consoleWords('features/partners', language);
  await named(page, say('plan.new')).click();
  await named(page, say('editor.save')).click();
  await named(page, say('publish.open')).click();
  const asked = page.getByRole('dialog');
  await asked.getByRole('button', { name: new RegExp(`^${say('publish.confirm', { plan: '' }).trim()}.+`) }).click();
  await asked.waitFor({ state: 'hidden' });
}

/** The first product is seen: its picture is chosen in the console, described by keyboard, and stands on the shelf and its page. */
async function showAPicture(page: Page, shop: Page, { house, language }: { house: House; language: Language }): Promise<void> {
  const say = consoleWords('features/catalog', language);
  const [name] = house.products[1] ?? assert.fail('nothing is sold');
  const canvas = createCanvas(900, 700);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#b5793f';
  pen.fillRect(0, 0, 900, 700);
  const photo = { name: 'cup.png', mimeType: 'image/png', buffer: await canvas.encode('png') };
  await page.goto(new URL(`/b/${house.slug}/products`, page.url()).href);
  await named(page, name).click();
  await page.getByLabel(say('pictures.add')).setInputFiles([{ ...photo, name: 'drawing.png', buffer: Buffer.from('<svg/>') }, photo]);
  const picture = page.getByRole('img', { name: say('pictures.nth', { number: 1, count: 1 }) });
  await picture.waitFor();
  await page.getByText('drawing.png').waitFor();
  await named(page, say('pictures.forget')).click();
  const describe = named(page, say('pictures.describe', { number: 1 }));
  await describe.focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel(say(language === 'en' ? 'pictures.alt.en' : 'pictures.alt.zh'), { exact: true }).fill(`${name} ·`);
  await page.keyboard.press('Enter');
  await form.waitFor({ state: 'hidden' });
  await lookOnDesk(page, 'a product has a picture');
  await shop.bringToFront();
  await shop.reload();
  const seen = async (image: Locator): Promise<boolean> =>
    await image.evaluate(async (one: HTMLImageElement) => await one.decode().then(() => one.naturalWidth > 0));
  const shelf = shop.locator('.zs-good', { hasText: name }).locator('img');
  assert.ok(await seen(shelf));
  await lookInHand(shop, 'a shelf with a picture');
  await shop.getByRole('link', { name, exact: true }).click();
  assert.ok(await seen(shop.getByRole('img', { name: `${name} ·` })));
  await lookInHand(shop, 'a product with a picture');
}
