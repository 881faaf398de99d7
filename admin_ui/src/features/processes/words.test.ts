import { expect, it } from 'vitest';
import { inWords } from './words';

const xml = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x">
  <bpmn:task id="pick" name="拣货"><x:property name="拣货" value="1"/></bpmn:task><bpmn:task id="own" name="自家的步骤"/>
</bpmn:definitions>`;

it('says the names of elements in the reader’s words, and nothing else', () => {
  const said = inWords(xml, { 拣货: 'Pick & pack' });
  expect(said).toContain('id="pick" name="Pick &amp; pack"');
  expect(said).toContain('<x:property name="拣货" value="1"/>');
  expect(said).toContain('name="自家的步骤"');
});

it('leaves a drawing alone that has no other words, or cannot be read', () => {
  expect(inWords(xml, {})).toBe(xml);
  expect(inWords('<broken', { 拣货: 'Pick' })).toBe('<broken');
});
