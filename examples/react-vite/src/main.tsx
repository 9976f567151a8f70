import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './style.css'
import { Uploads } from './uploads.tsx'

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <Uploads />
    </StrictMode>,
  )
