import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResumePoint } from '../src/resume-point.js';

test('moves with an own message only where it is the very next', () => {
  const point = new ResumePoint(4);
  point.acknowledged(5);
  assert.equal(point.sequence, 5);

  point.acknowledged(7); // 6 may be somebody's and still be on its way
  assert.equal(point.sequence, 5);

  point.delivered(6);
  assert.equal(point.sequence, 7);
});

test('lags rather than skips when too much waits', () => {
  const point = new ResumePoint(0);
  for (let own = 2; own < 3000; own += 2) {
    point.acknowledged(own);
  }
  point.delivered(1);
  assert.ok(point.sequence <= 2, `sequence: ${point.sequence}`);
});
