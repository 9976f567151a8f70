'use client'

import { Upload } from 'lucide-react'
import { usePermission } from '#features/account/hooks/use-permission.ts'
import { Button } from '#ui/button.tsx'
import { useUploading } from '../hooks/use-uploading.ts'

export function UploadButton({ size = 'md' }: { size?: 'sm' | 'md' }) {
  const { openDialog } = useUploading()
  const mayUpload = usePermission('write')
  if (!mayUpload) return null
  return (
    <Button variant="primary" size={size} data-action="upload" onClick={openDialog}>
      <Upload aria-hidden />
      Upload
    </Button>
  )
}
