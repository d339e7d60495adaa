import { ActionIcon, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import type { ArtifactFolder } from '../../../../src/wire/app/contract.ts'
import { DownloadIcon, FileIcon, FolderIcon } from '../../components/icons.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { useFolder, type VersionAddress } from '../../queries/artifacts.ts'
import { bytes } from '../../text/numbers.ts'
import styles from './artifacts.module.css'

type File = ArtifactFolder['files'][number]

/** Bytes up to which a text is shown here and not only downloaded. */
const mostText = 200_000

const isImage = (file: File) => file.reference === null && file.mimeType.startsWith('image/')
const isText = (file: File) =>
  file.reference === null &&
  file.sizeBytes <= mostText &&
  (/^text\//.test(file.mimeType) ||
    /json|yaml|xml|javascript/.test(file.mimeType) ||
    /\.(ya?ml|toml|cfg|ini|md|py|jsonl)$/.test(file.name))

/** Folder by folder: a version may have a million files. */
export function Files({ at }: { at: VersionAddress }) {
  const [folder, setFolder] = useState('')
  const [preview, setPreview] = useState<File | null>(null)
  const query = useFolder(at, folder)
  return (
    <section className="card" aria-label="Files">
      <Path folder={folder} onOpen={setFolder} root={at.collection} />
      <Await query={query} what="the files">
        {(data) =>
          data.folders.length + data.files.length === 0 ? (
            <Empty title="No files" />
          ) : (
            <table className={`table ${styles.files}`}>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col" className="right">
                    Size
                  </th>
                  <th scope="col">
                    <span className="unseen">Download</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.folders.map((each) => (
                  <tr key={`${each.name}/`}>
                    <td>
                      <span className={styles.file}>
                        <span className={styles.sign}>
                          <FolderIcon />
                        </span>
                        <button type="button" onClick={() => setFolder(folder ? `${folder}/${each.name}` : each.name)}>
                          {each.name}
                        </button>
                        <span className="dim small num">{each.files}</span>
                      </span>
                    </td>
                    <td className="right num dim">{bytes(each.sizeBytes)}</td>
                    <td />
                  </tr>
                ))}
                {data.files.map((each) => (
                  <Row key={each.name} file={each} onPreview={() => setPreview(each)} />
                ))}
              </tbody>
            </table>
          )
        }
      </Await>
      {query.data && query.data.more > 0 && (
        <p className="dim small" style={{ padding: '10px 14px' }}>
          And {query.data.more} more files in this folder.
        </p>
      )}
      <Modal opened={preview !== null} onClose={() => setPreview(null)} title={preview?.name} size="auto" centered>
        {preview &&
          (isImage(preview) ? (
            <img className={styles.preview} src={preview.url ?? ''} alt={preview.name} />
          ) : (
            <Text file={preview} />
          ))}
      </Modal>
    </section>
  )
}

function Path({ folder, root, onOpen }: { folder: string; root: string; onOpen: (folder: string) => void }) {
  const parts = folder === '' ? [] : folder.split('/')
  return (
    <div className={styles.path}>
      <button type="button" onClick={() => onOpen('')}>
        <strong>{root}</strong>
      </button>
      {parts.map((each, index) => {
        const upTo = parts.slice(0, index + 1).join('/')
        return (
          <Fragment key={upTo}>
            <span className="dim">/</span>
            <button type="button" onClick={() => onOpen(upTo)}>
              {each}
            </button>
          </Fragment>
        )
      })}
    </div>
  )
}

function Row({ file, onPreview }: { file: File; onPreview: () => void }) {
  return (
    <tr>
      <td>
        <span className={styles.file}>
          <span className={styles.sign}>
            {isImage(file) ? <img src={file.url ?? ''} alt="" loading="lazy" /> : <FileIcon />}
          </span>
          {isImage(file) || isText(file) ? (
            <button type="button" onClick={onPreview}>
              {file.name}
            </button>
          ) : file.url ? (
            <a href={file.url} target="_blank" rel="noreferrer">
              {file.name}
            </a>
          ) : (
            <span>
              {file.name} <span className="dim small">{file.reference}</span>
            </span>
          )}
        </span>
      </td>
      <td className="right num dim">{bytes(file.sizeBytes)}</td>
      <td className={styles.get}>
        {file.url && (
          <ActionIcon
            component="a"
            href={file.reference === null ? `${file.url}&download` : file.url}
            download={file.name}
            variant="subtle"
            color="gray"
            aria-label={`Download ${file.name}`}
          >
            <DownloadIcon />
          </ActionIcon>
        )}
      </td>
    </tr>
  )
}

function Text({ file }: { file: File }) {
  const query = useQuery({
    queryKey: ['text', file.url],
    queryFn: async ({ signal }) => {
      const answer = await fetch(file.url ?? '', { signal, credentials: 'omit' })
      if (!answer.ok) throw new Error('The file could not be read.')
      return answer.text()
    },
  })
  return (
    <Await query={query} what="the file">
      {(text) => <pre className={styles.text}>{text}</pre>}
    </Await>
  )
}
