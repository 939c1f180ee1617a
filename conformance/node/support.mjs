// What the tests share: a client of IBM's SDK that remembers what it was asked, an instance of its own, refusals by code.
import assert from 'node:assert/strict';
import IbmKeyProtectApiV2 from '@ibm-cloud/ibm-key-protect/ibm-key-protect-api/v2.js';
import auth from '@ibm-cloud/ibm-key-protect/auth/index.js';

export const url = required('CLAVIGER_URL');
const apikey = required('CLAVIGER_API_KEY');

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; conformance/run sets it`);
  return value;
}

/** Names of the SDK's operations that some test has called. */
export const called = new Set();

export const operations = Object.getOwnPropertyNames(IbmKeyProtectApiV2.prototype).filter((name) => name !== 'constructor');

export function client(authenticator = new auth.IamAuthenticator({ apikey, url })) {
  const sdk = new IbmKeyProtectApiV2({ authenticator, serviceUrl: url });
  return new Proxy(sdk, {
    get(target, name) {
      if (operations.includes(name)) called.add(name);
      return Reflect.get(target, name, target);
    },
  });
}

export const strangersClient = () => client(new auth.BearerTokenAuthenticator({ bearerToken: 'no.token.atall' }));

/** An operation that this release of the SDK has not, through the SDK's own transport. */
export function raw(sdk, method, path, { instance, qs, body, headers } = {}) {
  const all = { Accept: 'application/json', 'Content-Type': 'application/json', 'Bluemix-Instance': instance, ...headers };
  if (!body) delete all['Content-Type'];
  return sdk.createRequest({
    options: { url: path, method, qs: qs ?? {}, body: body && JSON.stringify(body) },
    defaultOptions: { ...sdk.baseOptions, headers: all },
  });
}

/** What is not Key Protect's API: instances and clusters. */
export async function call(method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: { Authorization: await bearer() },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

const tokens = new auth.IamTokenManager({ apikey, url });

export const bearer = async () => `Bearer ${await tokens.getToken()}`;

export async function newInstance(name) {
  return (await call('POST', '/v2/resource_instances', { name, target: 'local' })).guid;
}

/** What an owner permits once, before the disks of worker pools can be under the instance's keys. */
export async function letPoolsUse(instance) {
  const reader = 'crn:v1:bluemix:public:iam::::serviceRole:Reader';
  const delegator = 'crn:v1:bluemix:public:iam::::role:AuthorizationDelegator';
  const attributes = (values) => [{ attributes: Object.entries(values).map(([name, value]) => ({ name, value })) }];
  for (const [serviceName, roles] of [['containers-kubernetes', [reader, delegator]], ['server-protect', [reader]]]) {
    await call('POST', '/v1/policies', {
      type: 'authorization',
      subjects: attributes({ serviceName }),
      roles: roles.map((role_id) => ({ role_id })),
      resources: attributes({ serviceName: 'kms', serviceInstance: instance }),
    });
  }
}

export const json = (value) => Buffer.from(JSON.stringify(value));

export const keyBody = (key) =>
  json({
    metadata: { collectionType: 'application/vnd.ibm.kms.key+json', collectionTotal: 1 },
    resources: [{ type: 'application/vnd.ibm.kms.key+json', ...key }],
  });

export const policies = (...resources) => ({
  metadata: { collectionType: 'application/vnd.ibm.kms.policy+json', collectionTotal: resources.length },
  resources,
});

/** The contract's error body, whole: status, code, and the code in errorMsg, where some clients look for it. */
export async function refused(promise, status, code, target) {
  const error = await promise.then(
    (answer) => assert.fail(`expected ${code}, was answered ${answer.status}`),
    (refusal) => refusal,
  );
  assert.equal(error.status, status, `${error.message}: ${error.body}`);
  const body = JSON.parse(await text(error.body));
  assert.equal(body.metadata.collectionType, 'application/vnd.ibm.kms.error+json');
  assert.equal(body.metadata.collectionTotal, 1);
  const [resource] = body.resources;
  if (status === 401) {
    assert.equal(resource.reasons, undefined);
    return resource;
  }
  const [reason] = resource.reasons;
  assert.equal(reason.code, code);
  assert.equal(reason.status, status);
  assert.ok(resource.errorMsg.endsWith(`(${code})`), resource.errorMsg);
  assert.ok(reason.message.length > 0);
  if (target) assert.deepEqual(reason.target, target);
  return reason;
}

/** Asks again until the answer is not "too early": the waiting times of a real system are real. */
export async function whenAllowed(ask, patience = 90_000) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await ask();
    } catch (refusal) {
      if (!(await text(refusal.body)).includes('REQ_TOO_EARLY_ERR') || Date.now() > end) throw refusal;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

export async function until(what, ask, patience = 90_000) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await ask();
    if (value) return value;
    if (Date.now() > end) assert.fail(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

export async function text(streamOrBuffer) {
  if (typeof streamOrBuffer === 'string' || Buffer.isBuffer(streamOrBuffer)) return String(streamOrBuffer);
  if (typeof streamOrBuffer.pipe !== 'function') return JSON.stringify(streamOrBuffer);
  const parts = [];
  for await (const part of streamOrBuffer) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}
