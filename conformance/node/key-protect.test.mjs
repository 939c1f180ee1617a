// IBM's own Node client, unmodified, against a running Claviger. Status and code of each answer as the contract has them.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  call, called, client, json, keyBody, letPoolsUse, newInstance, operations, policies, raw, refused, strangersClient, text, until, whenAllowed,
} from './support.mjs';

const sdk = client();
const b64 = (bytes) => Buffer.from(bytes).toString('base64');
let bluemixInstance;

before(async () => {
  bluemixInstance = await newInstance('conformance');
});

after(() => {
  const never = operations.filter((name) => !called.has(name));
  assert.deepEqual(never, [], 'operations of the SDK that no test calls');
});

async function create(fields, more = {}) {
  const answer = await sdk.createKey({ bluemixInstance, body: keyBody(fields), ...more });
  assert.equal(answer.status, 201);
  return answer.result.resources[0];
}

const root = (name = 'root', fields = {}) => create({ name, extractable: false, ...fields });
const on = (id, more = {}) => ({ id, bluemixInstance, ...more });
const wrap = (id, body = {}) => sdk.wrapKey(on(id, { keyActionWrapBody: json(body) }));
const unwrap = (id, body) => sdk.unwrapKey(on(id, { keyActionUnwrapBody: json(body) }));
const rotate = (id, body) => sdk.rotateKey(on(id, body ? { keyActionRotateBody: json(body) } : {}));

describe('Key Protect', { concurrency: 4 }, () => {
  test('creates and reads keys', async () => {
    const correlationId = crypto.randomUUID();
    const key = await root('orders', { description: 'of the shop', tags: ['a', 'b'], aliases: ['orders-alias'] });
    const read = await sdk.getKey(on(key.id, { correlationId }));
    const metadata = await sdk.getKeyMetadata(on('orders-alias'));

    assert.equal(key.deleted, false);
    assert.equal(key.lastUpdateDate, undefined);
    assert.equal(key.state, 1);
    assert.equal(key.crn.split(':').length, 10);
    assert.equal(read.status, 200);
    assert.equal(read.headers['correlation-id'], correlationId);
    assert.equal(read.result.resources[0].payload, undefined);
    assert.equal(read.result.resources[0].keyVersion.id, key.id);
    assert.deepEqual(metadata.result.resources[0].tags, ['a', 'b']);

    const secret = await create({ name: 'secret', extractable: true, payload: b64('kept') }, { prefer: 'return=representation' });
    assert.equal(secret.payload, b64('kept'));
    assert.equal((await sdk.getKey(on(secret.id))).result.resources[0].payload, b64('kept'));
    assert.equal((await sdk.getKeyMetadata(on(secret.id))).result.resources[0].payload, undefined);
    await refused(wrap(secret.id), 400, 'KEY_ROOT_REQ_ERR');
  });

  test('refuses bad keys with the field at fault', async () => {
    const ask = (body) => sdk.createKey({ bluemixInstance, body });
    await refused(ask(Buffer.from('no json')), 400, 'BAD_BODY_ERR');
    await refused(ask(keyBody({ name: 'ok', colour: 'red' })), 400, 'BAD_BODY_ERR');
    await refused(ask(keyBody({ name: 'x' })), 400, 'INVALID_FIELD_ERR', { type: 'field', name: 'name' });
    await refused(ask(keyBody({ name: 'ok', extractable: false, payload: 'AAAA' })), 400, 'INVALID_FIELD_ERR');
    await refused(ask(keyBody({ name: 'ok', aliases: ['versions'] })), 400, 'INVALID_FIELD_ERR');
    const two = JSON.parse(keyBody({ name: 'ok' }));
    two.metadata.collectionTotal = 2;
    await refused(ask(json(two)), 400, 'COLLECTION_TOTAL_MISMATCH_ERR');
    await refused(sdk.getKey(on(crypto.randomUUID())), 404, 'KEY_NOT_FOUND_ERR');
  });

  test('lets nobody in who may not', async () => {
    await refused(sdk.getKeys({ bluemixInstance: crypto.randomUUID() }), 401);
    await refused(strangersClient().getKeys({ bluemixInstance }), 400, 'BEARER_SUB_EXTRACTION_ERR');
  });

  test('wraps, unwraps and rewraps across a rotation', async () => {
    const key = await root();
    const { result: made } = await wrap(key.id, { aad: ['one', 'two'] });
    const body = { ciphertext: made.ciphertext, aad: ['one', 'two'] };
    const { result: opened } = await unwrap(key.id, body);

    assert.equal(Buffer.from(made.plaintext, 'base64').length, 32);
    assert.equal(opened.plaintext, made.plaintext);
    assert.equal(opened.ciphertext, undefined);
    assert.equal((await rotate(key.id)).status, 204);
    await refused(rotate(key.id), 409, 'KEY_ROTATION_NOT_PERMITTED');

    const versions = (await sdk.getKeyVersions(on(key.id))).result;
    const { result: old } = await unwrap(key.id, body);
    const { result: again } = await sdk.rewrapKey(on(key.id, { keyActionRewrapBody: json(body) }));
    assert.equal(versions.metadata.collectionTotal, 2);
    assert.equal(versions.resources[1].id, made.keyVersion.id);
    assert.equal(old.plaintext, made.plaintext);
    assert.equal(old.keyVersion.id, versions.resources[1].id);
    assert.equal(old.rewrappedKeyVersion.id, versions.resources[0].id);
    assert.ok(old.ciphertext);
    assert.equal(again.plaintext, undefined);
    assert.equal(again.rewrappedKeyVersion.id, versions.resources[0].id);
    assert.equal((await unwrap(key.id, { ...body, ciphertext: again.ciphertext })).result.plaintext, made.plaintext);
    assert.equal((await wrap(key.id, { plaintext: b64('x'.repeat(35)) })).result.plaintext, undefined);
  });

  test('refuses what it cannot wrap or open', async () => {
    const key = await root();
    const { result: made } = await wrap(key.id, { aad: ['one'] });
    await refused(unwrap(key.id, { ciphertext: made.ciphertext, aad: ['two'] }), 422, 'UNPROCESSABLE_CIPHERTEXT_ERR');
    await refused(unwrap(key.id, { ciphertext: '***' }), 400, 'INVALID_FIELD_ERR', { type: 'field', name: 'ciphertext' });
    await refused(unwrap(key.id, null), 400, 'NO_BODY_ERR');
    await refused(sdk.rewrapKey(on(key.id, { keyActionRewrapBody: json(null) })), 400, 'NO_BODY_ERR');
    await refused(wrap(key.id, { plaintext: 'a*b=' }), 400, 'INVALID_FIELD_ERR', { type: 'field', name: 'plaintext' });
    await refused(wrap(key.id, { aad: [7] }), 400, 'INVALID_FIELD_ERR');
    await refused(rotate(key.id, { payload: b64(Buffer.alloc(32)) }), 400, 'INVALID_QUERY_PARAM_ERR', { type: 'query_param', name: 'payload' });
  });

  test('imports in clear and rotates with other material', async () => {
    const key = await root('mine', { payload: b64(crypto.randomBytes(16)) });
    assert.equal(key.imported, true);
    await refused(rotate(key.id), 400, 'KEY_PAYLOAD_REQ_ERR', { type: 'field', name: 'payload' });
    assert.equal((await rotate(key.id, { payload: b64(crypto.randomBytes(32)) })).status, 204);
    const { result } = await sdk.getKeyMetadata(on(key.id));
    assert.equal(result.resources[0].algorithmBitSize, 256);
    assert.ok(result.resources[0].lastRotateDate);
  });

  test('imports through an import token', async () => {
    const own = await newInstance('import');
    const asked = await sdk.postImportToken({ bluemixInstance: own, expiration: 300, maxAllowedRetrievals: 2 });
    const { result: issued } = await sdk.getImportToken({ bluemixInstance: own });
    assert.equal(asked.status, 200);
    assert.equal(asked.result.payload, undefined);
    assert.equal(issued.remainingRetrievals, 1);

    const material = crypto.randomBytes(32);
    const iv = crypto.randomBytes(12);
    const cipher = crypto.createCipheriv('aes-256-gcm', material, iv);
    const nonce = Buffer.concat([cipher.update(Buffer.from(issued.nonce, 'base64')), cipher.final(), cipher.getAuthTag()]);
    const padding = crypto.constants.RSA_PKCS1_OAEP_PADDING;
    const sealed = crypto.publicEncrypt({ key: Buffer.from(issued.payload, 'base64'), padding, oaepHash: 'sha256' }, material);
    const fields = { name: 'sealed', extractable: false, payload: b64(sealed), encryptedNonce: b64(nonce), iv: b64(iv) };
    const made = await sdk.createKey({ bluemixInstance: own, body: keyBody(fields) });
    assert.equal(made.status, 201);
    assert.equal(made.result.resources[0].imported, true);

    const other = crypto.createCipheriv('aes-256-gcm', material, iv);
    const wrong = Buffer.concat([other.update(crypto.randomBytes(12)), other.final(), other.getAuthTag()]);
    const ask = (more) => sdk.createKey({ bluemixInstance: own, body: keyBody({ ...fields, ...more }) });
    await refused(ask({ encryptedNonce: b64(wrong) }), 400, 'INCORRECT_NONCE_ERR');
    await refused(ask({ iv: b64(crypto.randomBytes(12)) }), 400, 'INCORRECT_NONCE_IV_ERR');
    await sdk.getImportToken({ bluemixInstance: own });
    await refused(sdk.getImportToken({ bluemixInstance: own }), 409, 'IMPORT_TOKEN_EXPIRED_ERR');
    await refused(sdk.postImportToken({ bluemixInstance: own, expiration: 1 }), 400, 'INVALID_FIELD_ERR');
  });

  test('names keys by aliases', async () => {
    const key = await root();
    const made = await sdk.createKeyAlias(on(key.id, { alias: 'second-name' }));
    assert.equal(made.status, 201);
    assert.equal(made.result.resources[0].keyId, key.id);
    assert.equal((await sdk.getKey(on('second-name'))).result.resources[0].id, key.id);
    await refused(sdk.createKeyAlias(on((await root()).id, { alias: 'second-name' })), 409, 'KEY_ALIAS_NOT_UNIQUE_ERR');
    await refused(sdk.createKeyAlias(on(key.id, { alias: 'policies' })), 400, 'INVALID_FIELD_ERR');
    assert.equal((await sdk.deleteKeyAlias(on(key.id, { alias: 'second-name' }))).status, 204);
    await refused(sdk.deleteKeyAlias(on(key.id, { alias: 'second-name' })), 404, 'KEY_ALIAS_NOT_FOUND_ERR');
    await refused(sdk.getKey(on('second-name')), 404, 'KEY_NOT_FOUND_ERR');
  });

  test('keeps keys in rings', async () => {
    assert.equal((await sdk.createKeyRing({ bluemixInstance, keyRingId: 'payments' })).status, 201);
    const key = await create({ name: 'ringed', extractable: false }, { xKmsKeyRing: 'payments' });
    const { result: rings } = await sdk.listKeyRings({ bluemixInstance });
    const { result: inRing } = await sdk.getKeys({ bluemixInstance, xKmsKeyRing: 'payments' });

    assert.deepEqual(rings.resources.map((ring) => ring.id).sort(), ['default', 'payments']);
    assert.deepEqual(inRing.resources.map((each) => each.id), [key.id]);
    await refused(sdk.createKeyRing({ bluemixInstance, keyRingId: 'payments' }), 409, 'KEY_RING_NOT_UNIQUE_ERR');
    await refused(sdk.createKeyRing({ bluemixInstance, keyRingId: '_' }), 400, 'INVALID_FIELD_ERR');
    await refused(sdk.deleteKeyRing({ bluemixInstance, keyRingId: 'payments' }), 409, 'KEY_RING_NOT_EMPTY_ERR');
    await refused(sdk.deleteKeyRing({ bluemixInstance, keyRingId: 'default' }), 409, 'KEY_RING_RESERVED_ERR');
    await refused(sdk.getKey(on(key.id, { xKmsKeyRing: 'default' })), 404, 'KEY_NOT_FOUND_ERR');
    const moved = await raw(sdk, 'PATCH', `/api/v2/keys/${key.id}`, { instance: bluemixInstance, body: { KeyRingID: 'default' } });
    assert.equal(moved.status, 200);
    assert.equal(moved.result.resources[0].keyRingID, 'default');
    assert.equal((await sdk.deleteKeyRing({ bluemixInstance, keyRingId: 'payments' })).status, 204);
  });

  test('keeps policies of keys', async () => {
    const key = await root();
    const type = 'application/vnd.ibm.kms.policy+json';
    const put = (policy, ...resources) => sdk.putPolicy(on(key.id, { setKeyPoliciesOneOf: policies(...resources), policy }));
    assert.equal((await sdk.getPolicy(on(key.id))).result.metadata.collectionTotal, 0);
    const rotation = await put('rotation', { type, rotation: { enabled: true, interval_month: 3 } });
    assert.equal(rotation.status, 200);
    assert.deepEqual(rotation.result.resources[0].rotation, { enabled: true, interval_month: 3 });
    await put('dualAuthDelete', { type, dualAuthDelete: { enabled: false } });
    assert.equal((await sdk.getPolicy(on(key.id))).result.resources.length, 2);
    assert.equal((await sdk.getPolicy(on(key.id, { policy: 'rotation' }))).result.resources.length, 1);
    await refused(put('rotation', { type, rotation: { interval_month: 13 } }), 400, 'INVALID_FIELD_ERR');
    await refused(put('rotation', { type, dualAuthDelete: { enabled: true } }), 400, 'BODY_QUERY_PARAM_MISMATCH_ERR');
    await refused(sdk.getPolicy(on(key.id, { policy: 'colour' })), 400, 'INVALID_QUERY_PARAM_ERR');

    const overridden = await raw(sdk, 'POST', '/api/v2/keys_with_policy_overrides', {
      instance: bluemixInstance,
      body: JSON.parse(keyBody({ name: 'with policies', extractable: false, rotation: { interval_month: 5 } })),
    });
    assert.equal(overridden.status, 201);
    assert.deepEqual(overridden.result.resources[0].rotation, { enabled: true, interval_month: 5 });
  });

  test('needs two people to delete a key under dual authorization', async () => {
    const key = await root();
    await refused(sdk.setKeyForDeletion(on(key.id)), 409, 'NOT_DUAL_AUTH_ERR');
    const resource = { type: 'application/vnd.ibm.kms.policy+json', dualAuthDelete: { enabled: true } };
    await sdk.putPolicy(on(key.id, { setKeyPoliciesOneOf: policies(resource), policy: 'dualAuthDelete' }));
    await refused(sdk.deleteKey(on(key.id)), 409, 'AUTHORIZATIONS_NOT_MET');
    assert.equal((await sdk.setKeyForDeletion(on(key.id))).status, 204);
    const { result } = await sdk.getKey(on(key.id));
    assert.equal(result.resources[0].dualAuthDelete.keySetForDeletion, true);
    await refused(sdk.deleteKey(on(key.id)), 409, 'AUTHORIZATIONS_NOT_MET');
    assert.equal((await sdk.unsetKeyForDeletion(on(key.id))).status, 204);
    const { result: after } = await sdk.getKey(on(key.id));
    assert.equal(after.resources[0].dualAuthDelete.keySetForDeletion, false);
  });

  test('keeps policies of an instance', async () => {
    const own = await newInstance('policies');
    const put = (policy, ...resources) =>
      sdk.putInstancePolicy({ bluemixInstance: own, policy, setInstancePoliciesOneOf: policies(...resources) });
    const of = (policy_type, policy_data) => ({ policy_type, policy_data });
    assert.deepEqual((await sdk.getInstancePolicy({ bluemixInstance: own })).result.resources, []);
    assert.deepEqual((await sdk.getAllowedIpPort({ bluemixInstance: own })).result.resources, []);
    const dual = of('dualAuthDelete', { enabled: true });
    assert.equal((await put('dualAuthDelete', dual)).status, 204);
    await put(undefined, of('metrics', { enabled: true }), of('keyCreateImportAccess', { enabled: true, attributes: { create_root_key: false } }));
    const { result } = await sdk.getInstancePolicy({ bluemixInstance: own });
    const access = result.resources.find((each) => each.policy_type === 'keyCreateImportAccess');

    assert.equal(result.resources.length, 3);
    assert.equal(Object.keys(access.policy_data.attributes).length, 5);
    await refused(
      sdk.createKey({ bluemixInstance: own, body: keyBody({ name: 'no', extractable: false }) }), 409, 'KEY_CREATE_IMPORT_ACCESS_ERR');
    await refused(put('metrics', dual), 400, 'BODY_QUERY_PARAM_MISMATCH_ERR');
    await refused(put('dualAuthDelete', dual, of('metrics', { enabled: true })), 400, 'NUM_COLLECTION_RESOURCE_ERR');
    await refused(put('rotation', of('rotation', { enabled: true, attributes: { interval_month: 99 } })), 400, 'INVALID_FIELD_ERR');
    await put('metrics', of('metrics', { enabled: false }));
    const { result: off } = await sdk.getInstancePolicy({ bluemixInstance: own, policy: 'metrics' });
    assert.equal(off.resources[0].policy_data.enabled, false);
  });

  test('lists and counts', async () => {
    const own = await newInstance('lists');
    const make = async (name, extractable) =>
      (await sdk.createKey({ bluemixInstance: own, body: keyBody({ name, extractable }) })).result.resources[0].id;
    const [apple, pear, secret] = [await make('apple', false), await make('pear', false), await make('secret', true)];
    await sdk.deleteKey({ id: pear, bluemixInstance: own });
    const ids = async (query) => (await sdk.getKeys({ bluemixInstance: own, ...query })).result.resources.map((key) => key.id);
    const total = async (query) => (await sdk.getKeyCollectionMetadata({ bluemixInstance: own, ...query })).headers['key-total'];

    assert.deepEqual((await ids({})).sort(), [apple, secret].sort());
    assert.deepEqual(await ids({ state: [5] }), [pear]);
    assert.deepEqual(await ids({ extractable: true }), [secret]);
    assert.equal((await ids({ limit: 1 })).length, 1);
    assert.deepEqual(await ids({ offset: 9 }), []);
    assert.equal(await total({}), '2');
    assert.equal(await total({ state: [1, 5] }), '3');
    await refused(sdk.getKeys({ bluemixInstance: own, limit: 5001 }), 400, 'INVALID_QUERY_PARAM_ERR', { type: 'query_param', name: 'limit' });
    await refused(sdk.getKeys({ bluemixInstance: own, state: [4] }), 400, 'INVALID_QUERY_PARAM_ERR');
  });

  test('searches, filters and sorts', async () => {
    const own = await newInstance('grammar');
    for (const name of ['apple', 'pear', 'plum']) {
      await sdk.createKey({ bluemixInstance: own, body: keyBody({ name, extractable: name === 'plum' }) });
    }
    const names = async (qs) =>
      (await raw(sdk, 'GET', '/api/v2/keys', { instance: own, qs })).result.resources.map((key) => key.name);

    assert.deepEqual(await names({ search: 'exact:name:pear,' }), ['pear']);
    assert.deepEqual((await names({ search: 'not:exact:name:pear' })).sort(), ['apple', 'plum']);
    assert.deepEqual((await names({ search: 'P' })).length, 3);
    assert.deepEqual((await names({ filter: ' state=1 extractable=false' })).sort(), ['apple', 'pear']);
    assert.deepEqual(await names({ filter: 'creationDate=lt:"2001-01-01T00:00:00Z"' }), []);
    assert.deepEqual(await names({ sort: 'creationDate' }), (await names({ sort: '-creationDate' })).reverse());
    const ask = (qs) => raw(sdk, 'GET', '/api/v2/keys', { instance: own, qs });
    await refused(ask({ filter: 'colour=red' }), 400, 'INVALID_QUERY_PARAM_ERR', { type: 'query_param', name: 'filter' });
    await refused(ask({ sort: 'colour' }), 400, 'INVALID_QUERY_PARAM_ERR', { type: 'query_param', name: 'sort' });
  });

  test('disables and enables', async () => {
    const key = await root();
    const { result: made } = await wrap(key.id);
    assert.equal((await sdk.disableKey(on(key.id))).status, 204);
    // At once, because it is too early for a while only.
    await refused(sdk.enableKey(on(key.id)), 409, 'REQ_TOO_EARLY_ERR');
    assert.equal((await sdk.getKey(on(key.id))).result.resources[0].state, 2);
    await refused(wrap(key.id), 409, 'KEY_ACTION_INVALID_STATE_ERR');
    await refused(unwrap(key.id, { ciphertext: made.ciphertext }), 409, 'KEY_ACTION_INVALID_STATE_ERR');
    await refused(rotate(key.id), 409, 'KEY_ACTION_INVALID_STATE_ERR');
    await refused(sdk.getKeyVersions(on(key.id)), 409, 'KEY_ACTION_INVALID_STATE_ERR');
    await refused(sdk.disableKey(on(key.id)), 409, 'KEY_ACTION_INVALID_STATE_ERR');
    assert.equal((await whenAllowed(() => sdk.enableKey(on(key.id)))).status, 204);
    assert.equal((await unwrap(key.id, { ciphertext: made.ciphertext })).result.plaintext, made.plaintext);
    await refused(sdk.enableKey(on(key.id)), 409, 'KEY_ACTION_INVALID_STATE_ERR');
  });

  test('deletes, restores, and purges nothing too early', async () => {
    const key = await root();
    const { result: made } = await wrap(key.id);
    const purge = () => raw(sdk, 'DELETE', `/api/v2/keys/${key.id}/purge`, { instance: bluemixInstance });
    await refused(purge(), 409, 'KEY_ACTION_INVALID_STATE_ERR');
    await refused(sdk.restoreKey(on(key.id, { keyRestoreBody: json({}) })), 409, 'KEY_ACTION_INVALID_STATE_ERR');
    const gone = await sdk.deleteKey(on(key.id, { prefer: 'return=representation' }));
    assert.equal(gone.status, 200);
    assert.equal(gone.result.resources[0].state, 5);
    assert.equal(gone.result.resources[0].deleted, true);
    assert.equal((await sdk.getKey(on(key.id))).result.resources[0].state, 5);
    await refused(sdk.deleteKey(on(key.id)), 410, 'KEY_DELETED_ERR');
    await refused(wrap(key.id), 410, 'KEY_DELETED_ERR');
    await refused(sdk.getKeyVersions(on(key.id)), 410, 'KEY_DELETED_ERR');
    await refused(purge(), 409, 'REQ_TOO_EARLY_ERR');
    const restored = await whenAllowed(() => sdk.restoreKey(on(key.id, { keyRestoreBody: json({}) })));
    assert.equal(restored.status, 201);
    assert.match(await text(restored.result), /"state":\s*1/);
    assert.equal((await unwrap(key.id, { ciphertext: made.ciphertext })).result.plaintext, made.plaintext);
  });

  test('shows which resources hang from a key', async () => {
    const key = await root('of a cluster');
    const disk = await root('of the disks');
    assert.deepEqual((await sdk.getRegistrations(on(key.id))).result.resources, []);
    await letPoolsUse(bluemixInstance);
    const { clusterID } = await call('POST', '/global/v2/vpc/createCluster', {
      name: `conformance-${crypto.randomBytes(3).toString('hex')}`,
      provider: 'vpc-gen2',
      workerPool: {
        name: 'default', flavor: 'bx2.4x16', workerCount: 1, vpcID: 'local', zones: [{ id: 'local-1', subnetID: 'local' }],
        workerVolumeEncryption: { kmsInstanceID: bluemixInstance, workerVolumeCRKID: disk.id },
      },
    });
    await until('the disks to be registered', async () => (await sdk.getRegistrations(on(disk.id))).result.resources.length > 0);
    const { result } = await sdk.getRegistrations(on(disk.id, { totalCount: true, limit: 1 }));
    const { result: all } = await sdk.getRegistrationsAllKeys({ bluemixInstance, preventKeyDeletion: false });
    const [registration] = result.resources;

    assert.equal(result.metadata.totalCount, 1);
    assert.equal(registration.keyId, disk.id);
    assert.ok(registration.resourceCrn.includes(clusterID));
    assert.equal(registration.keyVersion.id, disk.id);
    assert.ok(all.resources.some((each) => each.resourceCrn === registration.resourceCrn));
    const query = { urlEncodedResourceCrnQuery: encodeURIComponent(registration.resourceCrn) };
    assert.equal((await sdk.getRegistrationsAllKeys({ bluemixInstance, ...query })).result.resources.length, 1);
    assert.equal((await sdk.syncAssociatedResources(on(key.id))).status, 204);
    await refused(sdk.syncAssociatedResources(on(key.id)), 409, 'REQ_TOO_EARLY_ERR');
    await refused(sdk.getRegistrations(on(disk.id, { limit: 0 })), 400, 'INVALID_QUERY_PARAM_ERR');
    await refused(sdk.deleteKey(on(disk.id)), 409, 'PROTECTED_RESOURCE_ERR', { type: 'query_param', name: 'force' });
    const body = { metadata: { collectionTotal: 1 }, resources: [{ preventKeyDeletion: true }] };
    const path = `/api/v2/keys/${key.id}/registrations/${encodeURIComponent(registration.resourceCrn)}`;
    await refused(raw(sdk, 'POST', path, { instance: bluemixInstance, body }), 403, 'SERVICE_ONLY_ERR');
    const ack = { metadata: { collectionTotal: 1 }, resources: [{ eventId: 'e', adopterKeyState: 'DEK_ENABLED', timestamp: new Date().toISOString(), keyStateData: { keyVersion: key.id } }] };
    await refused(raw(sdk, 'POST', '/api/v2/event_ack', { instance: bluemixInstance, body: ack }), 403, 'SERVICE_ONLY_ERR');
    await call('DELETE', `/global/v1/clusters/${clusterID}?deleteResources=true`);
    await until('the registration to go', async () => (await sdk.getRegistrations(on(disk.id))).result.resources.length === 0);
  });
});
