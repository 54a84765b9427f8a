import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Confab, ConnectionLostError, RefusedError } from '../src/confab.js';
import { FakeServer } from './support/fake-server.js';

function client(server, options = {}) {
  const confab = new Confab({
    url: 'ws://test/ws', WebSocket: server.WebSocket, firstDelay: 1, longestDelay: 2, timeout: 2000, ...options,
  });
  confab.heard = [];
  confab.on('text', ({ text }) => confab.heard.push(text));
  return confab;
}

function until(confab, state) {
  return new Promise((resolve) => {
    const off = confab.on('state', (change) => {
      if (change.state === state) {
        off();
        resolve(change);
      }
    });
  });
}

test('logs in, creates, says and hears', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');

  const stamp = await confab.say('lab', 'hello');
  server.speak('lab', 'bob', 'hi');

  assert.equal(stamp.sequence, 1001);
  assert.deepEqual(confab.heard, ['hi']);
  await confab.logout();
  assert.equal(confab.state, 'closed');
});

test('rejects a first login that is refused, and is over', async () => {
  const confab = client(new FakeServer());

  await assert.rejects(confab.login('ann', { password: 'wrong' }),
    (error) => error instanceof RefusedError && error.code === 'BAD_CREDENTIALS');

  assert.equal(confab.state, 'closed');
});

test('hears what was said while it was away, once, in order', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');
  server.speak('lab', 'bob', '1');
  const back = until(confab, 'online');
  server.cut();
  server.speak('lab', 'bob', '2');
  server.speak('lab', 'bob', '3');

  await back;
  await confab.history('lab'); // behind the replay
  server.speak('lab', 'bob', '4');

  assert.deepEqual(confab.heard, ['1', '2', '3', '4']);
  confab.close();
});

test('logs in again with the token, not with the password', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  const back = until(confab, 'online');
  server.cut();
  await back;

  const logins = server.received.filter(({ type }) => type === 'LOGIN').map(({ data }) => data.mechanism);

  assert.deepEqual(logins, ['plain', 'token']);
  confab.close();
});

test('falls back to the password where the token is worth nothing any more', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  server.tokens.clear();
  const back = until(confab, 'online');
  server.cut();

  await back;

  assert.equal(server.received.at(-1).data.mechanism, 'plain');
  confab.close();
});

test('logs in by what the application gave, or by the cookie', async () => {
  const server = new FakeServer();
  for (const bearer of ['of the application', true]) {
    const confab = client(server);
    await confab.login('ann', { bearer });
    confab.close();
  }
  await assert.rejects(client(server).login('ann', { bearer: 'of another' }), { code: 'BAD_CREDENTIALS' });

  const logins = server.received.filter(({ type }) => type === 'LOGIN').map(({ data }) => data);
  assert.deepEqual(logins.map(({ mechanism }) => mechanism), ['bearer', 'bearer', 'bearer']);
  assert.equal('token' in logins[1], false);
});

test('refuses a text that is longer than the server takes', async () => {
  const server = new FakeServer();
  const confab = client(server, { maxTextBytes: 5 });
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');

  await assert.rejects(confab.say('lab', 'für'.repeat(2)), { code: 'TOO_LARGE', message: 'text: 8 bytes (expected: at most 5)' });
  await assert.rejects(confab.direct('bob', 'secret'), { code: 'TOO_LARGE' });
  await confab.say('lab', 'hello');

  assert.equal(server.received.filter(({ type }) => type === 'TEXT').length, 1);
  confab.close();
});

test('tries ever more slowly, and gives up, where the server closes over what is said', async () => {
  const server = new FakeServer();
  const confab = client(server, { giveUpAfter: 50, longestDelay: 100 });
  const attempts = [];
  confab.on('state', ({ state, attempt }) => state === 'waiting' && attempts.push(attempt));
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');
  server.closesOverTexts = true;

  await assert.rejects(confab.say('lab', 'hello'), ConnectionLostError);

  assert.deepEqual(attempts, attempts.map((_, i) => i + 1));
  assert.equal(confab.state, 'closed');
});

test('says again under its id what was not acknowledged, and is stored once', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');
  server.loseAcknowledgements = true;
  const said = confab.say('lab', 'once');
  await confab.history('lab');
  server.loseAcknowledgements = false;
  server.cut();

  const stamp = await said;

  assert.equal(stamp.sequence, 1001);
  assert.deepEqual(server.sessions.get('lab').map(({ data }) => data), ['once']);
  assert.deepEqual(confab.heard, [], 'its own message is no news, though it was replayed');
  confab.close();
});

test('keeps what is said without a connection, in order, and says it on the next one', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');
  server.up = false;
  const away = until(confab, 'waiting');
  server.cut();
  await away;
  const all = ['1', '2', '3'].map((text) => confab.say('lab', text));
  server.up = true;

  await Promise.all(all);

  assert.deepEqual(server.sessions.get('lab').map(({ data }) => data), ['1', '2', '3']);
  confab.close();
});

test('hears what the same account said elsewhere', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');
  const back = until(confab, 'online');
  server.cut();
  server.speak('lab', 'ann', 'from my telephone');
  await back;
  await confab.history('lab');

  assert.deepEqual(confab.heard, ['from my telephone']);
  confab.close();
});

test('tells of a session that is gone, and goes on with the others', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');
  await confab.create('tea');
  server.sessions.delete('lab');
  const lost = [];
  confab.on('sessionLost', ({ session, code }) => lost.push(`${session} ${code}`));
  const back = until(confab, 'online');
  server.cut();
  await back;

  assert.deepEqual(lost, ['lab NO_SUCH_SESSION']);
  assert.deepEqual(confab.sessions, ['tea']);
  confab.close();
});

test('rejects what is not acknowledged when it ends', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  await confab.create('lab');
  server.loseAcknowledgements = true;
  const said = confab.say('lab', 'into the void');

  confab.close();

  await assert.rejects(said, ConnectionLostError);
});

test('gives up in the end', async () => {
  const server = new FakeServer();
  const confab = client(server, { giveUpAfter: 20 });
  await confab.login('ann', { password: 'secret' });
  server.up = false;
  const closed = until(confab, 'closed');
  server.cut();

  const { error } = await closed;

  assert.ok(error instanceof ConnectionLostError);
});

test('waits as long as a server that shuts down asks for', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  for (const socket of server.sockets) {
    socket.push({ type: 'EVENT', data: { event: 'shutdown', reconnectAfter: 60_000 } });
  }
  const waiting = until(confab, 'waiting');
  server.cut();

  const { delay } = await waiting;

  assert.ok(delay > 50_000, `delay: ${delay}`);
  confab.close();
});

test('answers when it is asked for a sign of life', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  [...server.sockets][0].push({ type: 'PING', requestId: 7, data: 'x' });

  assert.deepEqual(server.received.at(-1), { type: 'ACK', requestId: 7, data: 'x' });
  confab.close();
});

test('says a direct message again under its id, and is stored once', async () => {
  const server = new FakeServer();
  const confab = client(server);
  await confab.login('ann', { password: 'secret' });
  server.loseAcknowledgements = true;
  const told = confab.direct('bob', 'psst');
  await confab.list();
  server.loseAcknowledgements = false;
  server.cut();

  const stamp = await told;

  assert.equal(server.directs.length, 1);
  assert.equal(stamp.sequence, server.directs[0].sequence);
  confab.close();
});

test('tells each direct message once, and the server that it is here', async () => {
  const server = new FakeServer();
  const confab = client(server);
  const heard = [];
  confab.on('direct', ({ text }) => heard.push(text));
  await confab.login('ann', { password: 'secret' });
  const direct = { type: 'DIRECT', source: 'bob', sequence: 7, timestamp: 1, replay: true, data: 'while you were away' };
  [...server.sockets][0].push(direct);
  [...server.sockets][0].push(direct);
  await confab.list();

  assert.deepEqual(heard, ['while you were away']);
  const receipts = server.received.filter(({ type }) => type === 'READ');
  assert.deepEqual(receipts.at(-1), { type: 'READ', data: { sequence: 7 } });
  confab.close();
});
