import assert from 'node:assert/strict';
import test from 'node:test';
import { blanksOf, changedParts, knownOf, partsOf } from './fill.ts';

test('blanks are met once each and in their order; a text in its parts is the text again', () => {
  const texts = ['Hello {name}, I am {adviser} of {brand}.', '{name}: {product}?'];
  assert.deepEqual(blanksOf(texts), ['name', 'adviser', 'brand', 'product']);
  for (const text of [...texts, '', 'no blank', '{}', '{{name}}'])
    assert.equal(
      partsOf(text)
        .map((part) => part.text)
        .join(''),
      text,
    );
});

test('a person fills what is known of them, and nothing else is made up', () => {
  const mei = { name: ' Mei ', product: 'Sampler', friend: null, source: '' };
  assert.deepEqual(knownOf(mei, 'Hill Tea'), { name: 'Mei', product: 'Sampler', brand: 'Hill Tea' });
});

test('two versions differ in the parts that say something else, were added or taken away', () => {
  const before = { goal: 'Hello', opener: 'Hello {name}', proof: 'a review', objections: [{ type: 'price', reply: 'a' }] };
  const after = { goal: 'Hello', opener: 'Hi {name}', offer: 'a cup', objections: [{ type: 'price', reply: 'b' }] };
  assert.deepEqual(changedParts<object>(before, after), ['opener', 'offer', 'objections', 'proof']);
  assert.deepEqual(changedParts(before, before), []);
});
