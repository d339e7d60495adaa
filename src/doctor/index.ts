export { type Draft, examineAlone } from './alone.ts'
export { createDoctor, type Doctor } from './doctor.ts'
export { environmentFaults } from './environment.ts'
export { createExaminations, type Examination, type Examinations } from './examinations.ts'
