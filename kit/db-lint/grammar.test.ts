import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import { DomainError } from '../errors/index.ts';
import { loadGrammar } from './grammar.ts';

test('where the grammar is not installed, the refusal says how to install it', async () => {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'libpg-query') return next(specifier, context);
      throw Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' });
    },
  });
  try {
    await assert.rejects(loadGrammar(), (error) => {
      assert(error instanceof DomainError);
      assert.equal(error.code, 'grammar_missing');
      assert.match(String(error.facts['run']), /npm install .*libpg-query@/);
      return true;
    });
  } finally {
    hooks.deregister();
  }
});
