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

const labelled = `<d xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
  <b:endEvent id="end" name="完成"/><b:endEvent id="beside" name="完成"/><b:sequenceFlow id="way" name="通过"/>
  <di:BPMNShape bpmnElement="end"><dc:Bounds x="94" y="40" width="36" height="36"/><di:BPMNLabel><dc:Bounds x="100" y="0" width="24" height="14"/></di:BPMNLabel></di:BPMNShape>
  <di:BPMNShape bpmnElement="beside"><dc:Bounds x="60" y="0" width="36" height="36"/><di:BPMNLabel><dc:Bounds x="100" y="0" width="24" height="14"/></di:BPMNLabel></di:BPMNShape>
  <di:BPMNEdge bpmnElement="way"><di:BPMNLabel><dc:Bounds x="100" y="0" width="24" height="14"/></di:BPMNLabel></di:BPMNEdge>
</d>`;

it('gives a longer name the room that its longest word needs', () => {
  const drawing = new DOMParser().parseFromString(inWords(labelled, { 完成: 'Done', 通过: 'Approved by everybody' }), 'application/xml');
  const [end, beside, way] = [...drawing.getElementsByTagName('di:BPMNLabel')]
    .map((label) => label.firstElementChild!)
    .map((bounds) => ({ x: Number(bounds.getAttribute('x')), width: Number(bounds.getAttribute('width')) }));
  expect(end.width).toBeGreaterThan(24);
  expect(end.x + end.width / 2).toBe(112);
  expect(beside).toEqual({ x: 100, width: end.width });
  expect(way.x).toBe(100);
  expect(way.width).toBeGreaterThan(end.width);
});
