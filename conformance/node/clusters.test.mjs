// The calls that IBM's Go client sends for terraform's resources, replayed over plain HTTP: its headers (most of them empty), its
// query flags without a value, its bodies with their empty fields, and what it reads of the answers. No line of that client is here.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { bearer, keyBody, letPoolsUse, newInstance, until, url } from './support.mjs';

const empty = { 'X-Auth-Resource-Group': '', 'X-Auth-Resource-Account': '' };
const emptyV1 = { ...empty, 'X-Auth-Resource-Org': '', 'X-Auth-Resource-Space': '', 'X-Region': '', 'X-Auth-Uaa-Token': '' };

async function send(headers, method, path, body) {
  const answer = await fetch(`${url}/global${path}`, {
    method,
    headers: {
      Accept: 'application/json', 'Content-Type': 'application/json', 'Accept-Language': 'en',
      'User-Agent': 'Bluemix Go SDK 0.1 / linux', 'X-Original-User-Agent': '', Authorization: await bearer(), ...headers,
    },
    body: body && JSON.stringify(body),
  });
  const raw = Buffer.from(await answer.arrayBuffer());
  const isJson = raw.length > 0 && answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, raw, body: isJson ? JSON.parse(raw) : undefined };
}

async function sent(headers, method, path, body) {
  const answer = await send(headers, method, path, body);
  assert.ok(answer.status >= 200 && answer.status < 300, `${method} ${path}: ${answer.status} ${answer.raw}`);
  return answer;
}

const v2 = async (...ask) => (await sent(empty, ...ask)).body;
const v1 = async (...ask) => (await sent(emptyV1, ...ask)).body;

async function refused(status, sentence, headers, ...ask) {
  const answer = await send(headers, ...ask);
  assert.equal(answer.status, status, `${answer.raw}`);
  assert.ok(String(answer.raw).includes(sentence), `${sentence} is not in ${answer.raw}`);
}

const get = (id) => v2('GET', `/v2/getCluster?cluster=${id}&v1-compatible`);
const getV1 = (id) => v1('GET', `/v2/getCluster?v1-compatible&cluster=${id}`);
const name = (kind) => `${kind}-${Date.now().toString(36)}`;

let instance;
let keys;

/** What terraform's kms_config sends, and the wait of its wait_for_apply. */
const enable = (cluster, key, more = {}) =>
  v2('POST', '/v2/enableKMS', { cluster, crk_id: key, instance_id: instance, private_endpoint: false, ...more });

const applied = (id) =>
  until('the key to be in force', async () => {
    const { features, lifecycle } = await get(id);
    return features.keyProtectEnabled && lifecycle.masterStatus === 'Ready' && lifecycle.masterState === 'deployed';
  });

/** Terraform looks at workers ten seconds after an order; the service that has them learns of a cluster a moment after it is there. */
const known = (headers, path) => until('its workers to be known', async () => (await send(headers, 'GET', path)).status === 200);

async function deleted(headers, id) {
  await sent(headers, 'DELETE', `/v1/clusters/${id}?deleteResources=false`);
  const read = `/v2/getCluster?cluster=${id}&v1-compatible`;
  await until('the cluster to be gone', async () => (await send(empty, 'GET', read)).status === 404);
  await refused(404, 'The specified cluster could not be found', empty, 'GET', read);
}

before(async () => {
  instance = await newInstance('terraform');
  await letPoolsUse(instance);
  keys = [];
  for (const key of ['first', 'second', 'pool']) keys.push(await rootKey(key));
});

async function rootKey(called) {
  const answer = await fetch(`${url}/api/v2/keys`, {
    method: 'POST',
    headers: { Authorization: await bearer(), 'Bluemix-Instance': instance, 'Content-Type': 'application/json' },
    body: keyBody({ name: called, extractable: false }),
  });
  return (await answer.json()).resources[0].id;
}

const encryption = () => ({ kmsInstanceID: instance, workerVolumeCRKID: keys[2] });
const zones = [{ id: 'local-1', subnetID: 'subnet-1' }];

describe("terraform's calls", { concurrency: 3 }, () => {
  test('ibm_container_vpc_cluster, its worker pool and its worker', async () => {
    const { clusterID: id, non_critical_errors: errors } = await v2('POST', '/v2/vpc/createCluster', {
      disablePublicServiceEndpoint: false, kubeVersion: '1.32', podSubnet: '', provider: 'vpc-gen2', serviceSubnet: '',
      name: name('vpc'), defaultWorkerPoolEntitlement: '', cosInstanceCRN: '',
      workerPool: {
        entitlement: '', flavor: 'bx2.4x16', name: '', vpcID: 'vpc-1', workerCount: 1, zones,
        workerVolumeEncryption: encryption(),
      },
    });
    assert.deepEqual(errors.items, []);
    await known(empty, `/v2/vpc/getWorkers?cluster=${id}&showDeleted=false`);
    await until('a host name for ingress', async () => (await get(id)).ingress.hostname !== '');
    const inPool = (pool) => v2('GET', `/v2/vpc/getWorkers?cluster=${id}&showDeleted=false&pool=${pool}`);
    await until('a normal worker', async () => (await inPool('default')).some((worker) => worker.health.state === 'normal'));
    await sent(empty, 'POST', '/v2/setWorkerPoolTaints', { cluster: id, workerpool: 'default', taints: {} });

    await enable(id, keys[0]);
    await applied(id);
    await enable(id, keys[1]);
    await applied(id);
    assert.equal((await get(id)).features.kms.crkID, keys[1], 'no change looks finished before it is');
    await refused(409, 'K0005', empty, 'POST', '/v2/enableKMS',
      { cluster: id, crk_id: keys[0], instance_id: instance, private_endpoint: false });
    await refused(400, 'K0013', empty, 'POST', '/v2/enableKMS',
      { cluster: id, crk_id: '', instance_id: instance, private_endpoint: false });

    for (const operation of ['enable-outbound-protection', 'disable-outbound-protection'])
      await sent(empty, 'POST', '/network/v2/outbound-traffic-protection', { cluster: id, operation });
    await sent(empty, 'POST', '/network/v2/secure-by-default/enable', { cluster: id });
    const read = await get(id);
    assert.deepEqual(read.vpcs, ['vpc-1']);
    assert.ok(read.crn.startsWith('crn:v1:') && read.masterURL && read.serviceSubnet && read.resourceGroup);
    assert.deepEqual((await v2('GET', `/v2/alb/getClusterAlbs?cluster=${id}`)).alb, []);
    const listed = [...(await v2('GET', '/v2/vpc/getClusters')), ...(await v2('GET', '/v2/satellite/getClusters'))];
    assert.ok(listed.some((one) => one.id === id));

    const { workerPoolID } = await v2('POST', '/v2/vpc/createWorkerPool', {
      cluster: id, entitlement: '', flavor: 'bx2.4x16', name: 'extra', vpcID: 'vpc-1', workerCount: 1, zones,
      workerVolumeEncryption: encryption(),
    });
    assert.equal((await inPool('extra')).length, 1, 'its workers are listed at once');
    await until('the pool to be deployed', async () =>
      (await inPool('extra')).every((worker) => worker.lifecycle.actualState === 'deployed'));
    const pool = await v2('GET', `/v2/vpc/getWorkerPool?cluster=${id}&workerpool=${workerPoolID}`);
    assert.deepEqual(
      [pool.workerVolumeEncryption.kmsInstanceID, pool.workerVolumeEncryption.workerVolumeCRKID], [instance, keys[2]]);
    await sent(empty, 'POST', '/v2/resizeWorkerPool', { cluster: id, size: 2, workerpool: 'extra' });
    await sent(empty, 'POST', '/v2/setWorkerPoolLabels', { cluster: id, workerpool: 'extra', labels: { a: 'b' } });
    const renewed = await sent(empty, 'POST', '/v2/setWorkerPoolOperatingSystem',
      { cluster: id, workerPool: 'extra', operatingSystem: 'RHEL_9_64' });
    assert.equal(renewed.status, 202);
    assert.equal((await v2('GET', `/v2/vpc/getWorkerPool?cluster=${id}&workerpool=extra`)).operatingSystem, 'RHEL_9_64');
    await sent(empty, 'DELETE', `/v1/clusters/${id}/workerpools/extra`);

    const workers = await v2('GET', `/v2/vpc/getWorkers?cluster=${id}&showDeleted=false`);
    const [old] = await inPool('default');
    const replaced = await sent(empty, 'POST', '/v2/vpc/replaceWorker', { cluster: id, update: true, workerID: old.id });
    assert.equal(replaced.status, 204);
    assert.equal(replaced.raw.length, 0);
    await until('the old worker to be deleted', async () =>
      (await v2('GET', `/v2/vpc/getWorker?cluster=${id}&worker=${old.id}`)).lifecycle.actualState === 'deleted');
    await until('another one in its place', async () => (await inPool('default')).some(
      (worker) => worker.health.state === 'normal' && !workers.some((before) => before.id === worker.id)));
    await refused(404, 'The specified worker node could not be found', empty,
      'GET', `/v2/vpc/getWorker?cluster=${id}&worker=kube-nobody`);
    await refused(404, 'The specified worker pool could not be found', empty,
      'GET', `/v2/vpc/getWorkerPool?cluster=${id}&workerpool=nothing`);

    await kubeconfig(id, read.name);
    await deleted(empty, id);
  });

  test('ibm_container_cluster, on classic infrastructure', async () => {
    const order = {
      GatewayEnabled: false, dataCenter: 'dal10', isolation: 'public', machineType: 'b3c.4x16', name: name('classic'),
      privateVlan: '2', publicVlan: '1', workerNum: 1, noSubnet: false, masterVersion: '1.32', diskEncryption: true,
      privateSeviceEndpoint: true, publicServiceEndpoint: true, disableAutoUpdate: false, defaultWorkerPoolName: '',
      podSubnet: '', serviceSubnet: '', defaultWorkerPoolEntitlement: '',
    };
    await refused(400, 'diskEncryption', emptyV1, 'POST', '/v1/clusters', { ...order, diskEncryption: false });
    const { id } = await v1('POST', '/v1/clusters', order);
    await until('its master', async () => (await getV1(id)).masterStatus === 'Ready');
    await known(emptyV1, `/v1/clusters/${id}/workers`);
    const workers = () => v1('GET', `/v1/clusters/${id}/workers?showDeleted=false&pool=default`);
    await until('a normal worker', async () => (await workers()).some(({ state, status }) => state === 'normal' && status === 'Ready'));
    const pools = await v1('GET', `/v1/clusters/${id}/workerpools`);
    assert.deepEqual(pools.map((pool) => pool.name), ['default']);
    await sent(emptyV1, 'PATCH', `/v1/clusters/${id}/workerpools/default`, { state: 'labels', labels: {}, sizePerZone: 0, reasonForResize: '' });
    await sent(empty, 'POST', '/v2/setWorkerPoolTaints', { cluster: id, workerpool: 'default', taints: {} });

    await enable(id, keys[0]);
    await applied(id);
    // The block is taken out of the description: everything is empty. That turns nothing off.
    await refused(409, 'K0012', empty, 'POST', '/v2/enableKMS', { cluster: id, crk_id: '', instance_id: '', private_endpoint: false });
    assert.equal((await get(id)).features.keyProtectEnabled, true);

    const read = await v1('GET', `/v1/clusters/${id}?showResources=true`);
    assert.ok(read.serverURL && read.ingressHostname && read.privateServiceEndpointEnabled && read.publicServiceEndpointURL);
    assert.equal(read.vpcs, undefined);
    const [worker] = await workers();
    assert.ok(worker.machineType.endsWith('.encrypted'));
    assert.deepEqual((await v1('GET', `/v1/alb/clusters/${id}`)).alb, []);
    assert.deepEqual(await v1('GET', '/v1/datacenters/dal10/vlans'), []);
    await sent(emptyV1, 'PUT', `/v1/clusters/${id}`, { action: 'update', force: true, version: '1.33' });
    assert.ok(!(await get(id)).masterKubeVersion.includes('(pending)'));
    await sent(emptyV1, 'PUT', `/v1/clusters/${id}/masters`, { action: 'refresh' });
    await sent(emptyV1, 'PUT', `/v1/clusters/${id}/workers/${worker.id}`, { action: 'update' });
    await deleted(emptyV1, id);
  });

  test('ibm_satellite_cluster', async () => {
    const { id } = await v2('POST', '/v2/satellite/createCluster', {
      name: name('far'), controller: 'here', kubeVersion: '4.17_openshift', workerCount: 1, zone: 'zone-1', labels: { env: 'prod' },
    });
    await until('it to be normal', async () => ['normal', 'warning'].includes((await get(id)).state));
    const read = await get(id);
    for (const field of ['name', 'crn', 'masterKubeVersion', 'state', 'serviceSubnet', 'podSubnet', 'masterURL', 'resourceGroup', 'resourceGroupName'])
      assert.equal(typeof read[field], 'string', field);
    for (const field of ['privateServiceEndpointEnabled', 'publicServiceEndpointEnabled'])
      assert.equal(typeof read.serviceEndpoints[field], 'boolean', field);
    assert.equal(read.vpcs, undefined);
    await deleted(empty, id);
  });
});

/** The archive, the poll for roles, and the token that is put into what a user gets. */
async function kubeconfig(cluster, called) {
  const order = { cluster, format: 'zip' };
  for (const body of [order, { ...order, admin: true }]) {
    const archive = await sent(empty, 'POST', '/v2/applyRBACAndGetKubeconfig', body);
    assert.equal(String(archive.raw.subarray(0, 2)), 'PK');
    assert.ok(archive.raw.includes(`${called}.yaml`));
  }
  const status = await v2('GET', `/v2/getRBACStatus?cluster=${cluster}`);
  assert.deepEqual([status.synchronized, status.error], [true, false]);
  const { users } = await v2('POST', '/v2/applyRBACAndGetKubeconfig', { cluster, format: 'json' });
  const { config } = users[0].user['auth-provider'];
  assert.equal(config['id-token'], users[0].user.token);

  const form = async (client, fields) => {
    const answer = await fetch(`${url}/identity/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${client}:${client}`).toString('base64')}` },
      body: new URLSearchParams(fields),
    });
    assert.equal(answer.status, 200);
    return answer.json();
  };
  const own = await form('bx', {
    response_type: 'cloud_iam', grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: process.env.CLAVIGER_API_KEY,
  });
  const lent = await form('bx', {
    grant_type: 'refresh_token', refresh_token: own.refresh_token, response_type: 'delegated_refresh_token',
    delegated_refresh_token_expiry: '600', receiver_client_ids: 'kube',
  });
  const kube = await form('kube', {
    grant_type: 'urn:ibm:params:oauth:grant-type:delegated-refresh-token', refresh_token: lent.delegated_refresh_token,
  });
  assert.ok(kube.access_token && kube.refresh_token);
}
