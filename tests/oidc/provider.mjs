// An OpenID Connect provider on the loopback interface, for the tests. Each start has new keys. PORT, and the lifetime of access tokens in TTL (seconds).
// Clients: "service" with a secret, "openeo" for people (device code, refresh). With the scope "jobs" tokens are JWTs for the audience "openeo", for the
// resource "urn:other" JWTs for somebody else; without that scope they are opaque.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Provider } from 'oidc-provider';

const issuer = `http://127.0.0.1:${process.env.PORT}`;
const lifetime = Number(process.env.TTL ?? 600);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };

const roles = { ada: ['scientist', 'admin'], bob: ['guest'] };

const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    cookies: { keys: [randomUUID()] },
    clients: [
        { client_id: 'service', client_secret: 'a secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
        {
            client_id: 'openeo', token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: [], response_types: [],
            grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        },
    ],
    scopes: ['openid', 'offline_access', 'profile', 'email', 'jobs'],
    claims: { openid: ['sub'], profile: ['name', 'roles'], email: ['email'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `Name of ${id}`, email: `${id}@example.org`, roles: roles[id] }) }),
    extraTokenClaims: (_, token) => (token.accountId ? { name: `Name of ${token.accountId}`, roles: roles[token.accountId] } : { roles: ['scientist'] }),
    features: {
        clientCredentials: { enabled: true },
        deviceFlow: { enabled: true },
        devInteractions: { enabled: true },
        resourceIndicators: {
            enabled: true,
            // Without the scope that this service needs, a token is only good for asking who its user is, and opaque.
            defaultResource: (ctx) => ((ctx.oidc?.params?.scope ?? '').includes('jobs') ? 'urn:openeo' : undefined),
            useGrantedResource: () => true,
            getResourceServerInfo: (_, resource) => ({
                scope: 'jobs', audience: resource === 'urn:openeo' ? 'openeo' : resource, accessTokenTTL: lifetime, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
            }),
        },
    },
    ttl: { AccessToken: lifetime, ClientCredentials: lifetime, DeviceCode: 600 },
    pkce: { required: () => false },
});
provider.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
