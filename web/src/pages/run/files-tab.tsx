import { ActionIcon, Modal } from '@mantine/core'
import { useState } from 'react'
import type { FileList } from '../../../../src/wire/app/contract.ts'
import { DownloadIcon, FileIcon } from '../../components/icons.tsx'
import { SearchBox } from '../../components/search-box.tsx'
import { Await, Empty } from '../../components/states.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { type RunAddress, useFiles } from '../../queries/tracking.ts'
import { bytes } from '../../text/numbers.ts'
import styles from './files-tab.module.css'

type File = FileList['files'][number]

export function FilesTab({ at }: { at: RunAddress }) {
  const files = useFiles(at)
  return (
    <div className={styles.files}>
      <Await query={files} what="the files">
        {(data) =>
          data.files.length === 0 ? (
            <Empty title="No files">
              <p>
                Files come by <code>wandb.save(…)</code> and with logged media.
              </p>
            </Empty>
          ) : (
            <List files={data.files} />
          )
        }
      </Await>
    </div>
  )
}

const isImage = (file: File) => file.mimeType.startsWith('image/')

function List({ files }: { files: File[] }) {
  const [search, setSearch] = useState('')
  const [preview, setPreview] = useState<File | null>(null)
  const found = files
    .filter((each) => each.name.toLowerCase().includes(search.trim().toLowerCase()))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  const total = files.reduce((sum, each) => sum + each.sizeBytes, 0)
  return (
    <>
      <div className={styles.bar}>
        <SearchBox className={styles.search} label="Search files" value={search} onChange={setSearch} />
        <span className="dim num small">
          {files.length} {files.length === 1 ? 'file' : 'files'}, {bytes(total)}
        </span>
      </div>
      <div className="card">
        <table className={`table ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className="right">
                Size
              </th>
              <th scope="col" className="right wide-only">
                Changed
              </th>
              <th scope="col">
                <span className="unseen">Download</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map((each) => (
              <tr key={each.name}>
                <td>
                  <div className="row" style={{ minWidth: 0 }}>
                    <span className={styles.sign}>
                      {isImage(each) ? <img src={each.url} alt="" loading="lazy" /> : <FileIcon />}
                    </span>
                    {isImage(each) ? (
                      <button type="button" className={styles.name} onClick={() => setPreview(each)}>
                        {each.name}
                      </button>
                    ) : (
                      <a className={styles.name} href={each.url} target="_blank" rel="noreferrer">
                        {each.name}
                      </a>
                    )}
                  </div>
                </td>
                <td className="right num dim">{bytes(each.sizeBytes)}</td>
                <td className="right dim wide-only">
                  <TimeAgo at={each.updatedAt} />
                </td>
                <td className={styles.get}>
                  <ActionIcon
                    component="a"
                    href={each.url}
                    download={each.name.split('/').at(-1)}
                    variant="subtle"
                    color="gray"
                    aria-label={`Download ${each.name}`}
                  >
                    <DownloadIcon />
                  </ActionIcon>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {found.length === 0 && <Empty title="No file has this in its name" />}
      </div>
      <Modal opened={preview !== null} onClose={() => setPreview(null)} title={preview?.name} size="auto" centered>
        {preview && <img className={styles.preview} src={preview.url} alt={preview.name} />}
      </Modal>
    </>
  )
}
