"""The channel's own sentences: what only Telegram makes necessary. `_` says them in the borrower's language."""

from __future__ import annotations

from bot.speech import Speech


def stale(_: Speech) -> str:
    return _("这个按钮是前面问题的，现在问到下面这个了。")


def nothing_asked(_: Speech) -> str:
    return _("这个按钮已经用不上了。想说的时候，直接发一句话就行。")


def tick_first(_: Speech) -> str:
    return _("先点上符合的，再点「完成」。")


def slow_down(_: Speech) -> str:
    return _("点得有点快，等一两秒再点。")


def edit_noted(_: Speech) -> str:
    return _("看到你改了前面的一条。前面的回答不会自动跟着变，要改它，回复「改」再选那一条。")


def as_file(_: Speech) -> str:
    return _(
        "收到照片了。下次当证据的图，请用「文件」方式发（回形针 → 文件）：直接发照片会被压缩，拍摄时间这类信息也会丢。"
    )


def no_location(_: Speech) -> str:
    return _("这里用不到位置，我没有保存。说说发生了什么就行。")


def unread(_: Speech) -> str:
    return _("这种消息我还看不懂，也没有保存。打几个字，或发截图、录音、文件都可以。")


def too_large(_: Speech, web: str) -> str:
    said = _("这个文件超过 20 MB，Telegram 不让我取。可以压缩、剪短，或分几段再发。")
    return said + (_("也可以在网页上传：{address}", address=web) if web else "")


def too_large_to_keep(_: Speech) -> str:
    return _("这个文件太大了，没有存下来。可以压缩、剪短，或分几段再发。")


def not_fetched(_: Speech) -> str:
    return _("这个文件没有取下来，可能是网络断了。请再发一次。")


def empty_file(_: Speech) -> str:
    return _("这个文件是空的，请换一个再发。")


def collectors_number(_: Speech, number: str) -> str:
    return _("要把 {number} 记成催收用的号码吗？", number=number)


def number_yes(_: Speech) -> str:
    return _("记下")


def number_no(_: Speech) -> str:
    return _("不用")


def number_left(_: Speech) -> str:
    return _("好，没有记。")


def number_told(_: Speech, number: str) -> str:
    """What the borrower says by pressing 记下."""
    return _("催收用的号码是 {number}", number=number)


def platform_told(_: Speech, name: str) -> str:
    """What the borrower says by opening a link that names a platform."""
    return _("催我的平台是{name}", name=name)


def group(_: Speech, name: str) -> str:
    said = _("我只在私聊里帮忙，群里说的话我不看也不存。需要的话，请点我的名字私下找我：")
    return f"{said}@{name}"


def too_large_to_send(_: Speech, web: str) -> str:
    said = _("这个文件太大，Telegram 发不了。")
    return said + (_("可以在网页上取：{address}", address=web) if web else "")


def done(_: Speech) -> str:
    return _("完成")


def sent_by_person(_: Speech) -> str:
    return _("值班人员")
