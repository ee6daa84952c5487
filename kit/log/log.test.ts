import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorFacts } from './index.ts';

test('an error is written down without the values the database names', () => {
  const clash = Object.assign(new Error('duplicate key value violates unique constraint "identity_value"'), {
    code: '23505',
    detail: 'Key (value)=(+8613800138000) already exists.',
    where: 'COPY line 3: lin@example.com',
  });
  const facts = JSON.stringify(errorFacts(new Error('import failed', { cause: clash })));
  assert.match(facts, /23505/);
  assert.doesNotMatch(facts, /13800138000|lin@example/);
});

test('what is thrown but no error is told as text', () => {
  assert.deepEqual(errorFacts('stop'), { message: 'stop' });
});
