import { getUiOptions, type ArrayFieldItemTemplateProps, type ArrayFieldTemplateProps, type ObjectFieldTemplateProps } from '@rjsf/utils';
import { Button } from 'antd';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/Icon';

/** Rows of the same fields: a label, the rows, and a quiet button for one more. */
function Rows({ title, items, canAdd, onAddClick, uiSchema, fieldPathId }: ArrayFieldTemplateProps) {
  const { t } = useTranslation('tasks');
  const { addLabel } = getUiOptions(uiSchema) as { addLabel?: string };
  return (
    <div className="array-field" id={fieldPathId.$id} role="group" aria-label={title}>
      <div className="lab">{title}</div>
      {items}
      {canAdd && (
        <Button size="small" icon={<Icon as={Plus} size={13} />} onClick={onAddClick}>
          {addLabel ?? t('addRow')}
        </Button>
      )}
    </div>
  );
}

function Row({ children, buttonsProps, index }: ArrayFieldItemTemplateProps) {
  const { t } = useTranslation('tasks');
  return (
    <div className="array-item">
      <div>{children}</div>
      <button type="button" className="icb" aria-label={t('removeRow', { n: index + 1 })} onClick={buttonsProps.onRemoveItem}>
        <Icon as={Trash2} size={15} className="t3" />
      </button>
    </div>
  );
}

/** Fields side by side; a group has no heading of its own, the card names it. */
const Fields = ({ properties, fieldPathId }: ObjectFieldTemplateProps) => (
  <div className="fields" id={fieldPathId.$id}>
    {properties.map((property) => (
      <div key={property.name} hidden={property.hidden}>
        {property.content}
      </div>
    ))}
  </div>
);

export const templates = { ObjectFieldTemplate: Fields, ArrayFieldTemplate: Rows, ArrayFieldItemTemplate: Row };
