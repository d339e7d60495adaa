export { type Draft, examineAlone } from './alone.ts'
export { createDoctor, type Doctor } from './doctor.ts'
export { environmentFaults } from './environment.ts'
