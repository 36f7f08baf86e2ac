// An address that leads nowhere.
import Button from '@mui/material/Button';
import ExploreIcon from '@mui/icons-material/ExploreOffOutlined';
import { Link } from 'react-router-dom';
import { EmptyState } from '@shijian/screens/kit';

export function NotFoundPage() {
  return (
    <EmptyState
      icon={<ExploreIcon />}
      title="没有这个页面"
      text="地址可能写错了，或者这一页已经不在。"
      actions={
        <Button variant="contained" component={Link} to="/">
          回到配置台首页
        </Button>
      }
    />
  );
}
