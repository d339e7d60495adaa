import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const keys = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'planted-secret' }
const bucketOf = (env: Record<string, string>) => readConfig(env).bucket!
const faultOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
  } catch (error) {
    return (error as Error).message
  }
  return 'none'
}

test('without BUCKET there is none', () => {
  expect(readConfig({}).bucket).toBeNull()
})

describe('BUCKET', () => {
  test.each([
    [
      's3://AK:SK@minio.example:9000/wandb',
      { endpoint: 'http://minio.example:9000', bucket: 'wandb', prefix: '', style: 'path', region: 'us-east-1' },
    ],
    [
      's3://AK:SK@minio.example/wandb/team/a?tls=true&region=eu-west-1',
      { endpoint: 'https://minio.example', bucket: 'wandb', prefix: 'team/a/', style: 'path', region: 'eu-west-1' },
    ],
    [
      's3://AK:SK@oss.example/wandb?tls=true&style=host',
      { endpoint: 'https://oss.example', bucket: 'wandb', style: 'host' },
    ],
    ['s3://AK:SK@[::1]:9000/wandb/', { endpoint: 'http://[::1]:9000', bucket: 'wandb', prefix: '' }],
    [
      's3://AK:SK@s3.amazonaws.com/wandb?region=eu-central-1',
      { endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: 'wandb', style: 'host', region: 'eu-central-1' },
    ],
    [
      's3://AK:SK@s3.eu-west-3.amazonaws.com/wandb',
      { endpoint: 'https://s3.eu-west-3.amazonaws.com', bucket: 'wandb', region: 'eu-west-3' },
    ],
    ['s3://AK:SK@wandb', { endpoint: 'https://s3.us-east-1.amazonaws.com', bucket: 'wandb', prefix: '' }],
  ])('%s', (text, expected) => {
    expect(bucketOf({ BUCKET: text })).toMatchObject(expected)
  })

  test.each([
    ['with a slash and a plus', 'SE/C+R', 'SE/C+R'],
    ['percent-encoded', 'SE%2FC%2BR%40', 'SE/C+R@'],
    ['with an "@" that nobody escaped', 'SE@CR', 'SE@CR'],
    ['with a percent sign that nobody escaped', 'SE%CR%', 'SE%CR%'],
  ])('a secret %s', (_, written, meant) => {
    const { credentials, endpoint, bucket } = bucketOf({ BUCKET: `s3://A%2FK:${written}@host:9000/wandb` })
    expect(credentials.accessKeyId).toBe('A/K')
    expect(credentials.secretAccessKey.reveal()).toBe(meant)
    expect({ endpoint, bucket }).toEqual({ endpoint: 'http://host:9000', bucket: 'wandb' })
  })

  test('of AWS by the variables of the environment', () => {
    const bucket = bucketOf({
      BUCKET: 's3://wandb/a/b',
      ...keys,
      AWS_SESSION_TOKEN: 'T',
      AWS_DEFAULT_REGION: 'cn-north-1',
    })
    expect(bucket).toMatchObject({
      endpoint: 'https://s3.cn-north-1.amazonaws.com.cn',
      bucket: 'wandb',
      prefix: 'a/b/',
      style: 'host',
    })
    expect(bucket.credentials.sessionToken?.reveal()).toBe('T')
  })

  test('with dots in its name is asked for by path, since its certificate would not fit', () => {
    expect(bucketOf({ BUCKET: 's3://wandb.example.com', ...keys }).style).toBe('path')
  })

  test('of the server that AWS_S3_ENDPOINT_URL names', () => {
    const env = { BUCKET: 's3://wandb/a', ...keys, AWS_S3_ENDPOINT_URL: 'https://minio.example:9000/' }
    expect(bucketOf(env)).toMatchObject({
      endpoint: 'https://minio.example:9000',
      bucket: 'wandb',
      prefix: 'a/',
      style: 'path',
    })
  })

  test('shows no secret where the configuration is written down', () => {
    const { bucket } = readConfig({ BUCKET: 's3://AK:planted-secret@host/wandb' })
    expect(JSON.stringify(bucket)).not.toContain('planted')
  })
})

test.each([
  ['gs://planted-secret', /Google Cloud Storage.*cannot use yet/],
  ['az://account/planted-secret', /Azure Blob Storage.*cannot use yet/],
  ['cw://planted-secret', /CoreWeave.*cannot use yet/],
  ['https://planted-secret', /not of the form s3:/],
  ['planted-secret', /not of the form s3:/],
  ['s3://', /not of the form s3:/],
  ['s3://AK:planted-secret@', /not of the form s3:/],
  ['s3://AK:planted-secret/wandb', /not of the form s3:/],
  ['s3://planted-secret@host/wandb', /not a key and its secret/],
  ['s3://AK:@host/wandb', /not a key and its secret/],
  ['s3://AK:planted-secret@host:9000', /no bucket/],
  ['s3://AK:planted-secret@host/wandb?style=virtual', /style=virtual/],
  ['s3://wandb', /AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set/],
])('BUCKET=%s stops the start by a sentence without the secret', (text, sentence) => {
  const fault = faultOf({ BUCKET: text })
  expect(fault).toMatch(/^BUCKET/)
  expect(fault).toMatch(sentence)
  expect(fault).not.toContain('planted')
})

test('an address with a path is no AWS_S3_ENDPOINT_URL', () => {
  expect(faultOf({ BUCKET: 's3://wandb', ...keys, AWS_S3_ENDPOINT_URL: 'https://h/path' })).toMatch(
    /^AWS_S3_ENDPOINT_URL/,
  )
})
