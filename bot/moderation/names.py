"""Finds people's names in free text, so that moderators do not read them by chance.

A dictionary of Chinese words says what may be a name; a surname must begin it, and words of everyday talk that look
like one are left. Hiding a word too many costs a look at one word; a name too few is somebody exposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹"
    "孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉"
)
_DOUBLE = ("欧阳", "司马", "诸葛", "上官", "夏侯", "司徒", "慕容", "尉迟", "令狐", "皇甫", "东方", "端木", "独孤")

# Dictionaries count these as names, or their parts; in this talk they are not, or are places.
_ORDINARY = frozenset(
    """
    宁可 宁死 宁肯 宁愿 杜撰 杜绝 温馨 温泉 温顺 温柔 岳父 岳母 岳丈 张贴 张口 张嘴 张罗 张扬 张望 张狂 张开 白眼狼
    白痴 白天 白条 白领 白送 白吃 白搭 白跑 白名单 白布 王八 王八蛋 王法 马仔 马虎 马屁 马甲 马克 马克笔 施暴 施压
    施舍 施工 施政 高达 高薪 高峰 高昂 高超 高三 高潮 高雅 高耸 高利 高中毕业 林子 林立 顾客 顾问 顾问费 顾忌 顾及
    周转 周旋 周全 周折 周末 周边 周围 孙子 孙女 安静 安乐死 安抚 安危 安逸 安然 安顺 安神 安康 安心 安全 谢谢
    谢谢你 谢谢您 谢谢你们 谢恩 黄泉 黄图 黄牛 黄金 黄页 孟婆 胡同 胡说 胡闹 胡来 胡言 胡子 段子 段时间 陈述 陈年
    陈旧 陈列 钱庄 钱财 钱花 申请书 申请人 常用语 常客 单元楼 单身 单位 祝您 祝你 祝福 祝贺 付诸 付清 付款 金额 金监
    易卡 易鑫 易懂 易怒 龙卡 尚诚 尚未 纪检 纪检监察 严正 严令 严厉 严格 严格执法 严重 齐全 齐备 康复 康佳 许可 许诺
    许多 关怀 关公 关了门 任凭 殷勤 庄园 凌迟 凌晨 凌辱 凌驾 毛巾 毛发 毛病 叶子 李子 梅花 熊猫 熊熊 史实 涂抹 鲁莽
    苏醒 耿直 盛怒 盛夏 余额 余生 余波 余威 余震 万幸 万一 万全 万般 左右 方正 方便 方才 汪汪 乔木 牛仔 牛马 牛逼
    徐徐 黎明 黎民 田园 田野 石头 石家庄 常德 常州 温州 温州人 康定 武威 许昌 向阳 曲靖 邵阳 龙岩 昌平 武清 章丘
    徐汇 徐州 杨浦 安吉 余杭 苏州 柳州 兰州 兰溪 江苏 江西 梅州 黄石 马鞍山 秦皇岛 曹县 邓州 金山 石景山 童年 曾经
    曾孙 何必 何况 何苦 江湖 连环 于是 于今 关系 关闭 单号 成天 成都 程度 程信 汤圆 包括 甘心 甘愿 毕竟 毕业 季度
    符合 舒服 欧元 章程 马上 马路 龙头 冯姓 张姓 孔雀 向我 向他
    """.split()  # noqa: SIM905 - a list of words is read as words
)
# Whose name comes next: the dictionary does not know every given name.
_ROLES = frozenset(
    """
    老公 老婆 丈夫 妻子 爱人 对象 男友 女友 男朋友 女朋友 爸 爸爸 父亲 妈 妈妈 母亲 儿子 女儿 哥 哥哥 弟 弟弟 姐
    姐姐 妹 妹妹 表哥 表弟 表姐 表妹 堂哥 堂弟 叔 叔叔 舅舅 姑姑 阿姨 公公 婆婆 嫂子 姐夫 妹夫 岳父 岳母 侄子 亲戚
    同事 领导 老板 经理 主任 店长 班长 组长 同学 室友 朋友 闺蜜 邻居 房东 班主任 老师 村长 书记 催收 催收员 专员
    客服 业务员 律师 警官 叫 叫做 名叫 姓名 本人 联系人
    """.split()  # noqa: SIM905
)
_NAMED = frozenset(("nr", "nrt", "nrfg", "n", "a", "z", "t", "nz", "m", "x", "i"))
"""Kinds of word that a given name can look like after somebody's role and a surname."""


@cache
def _dictionary() -> ModuleType:
    """40 MB that only a process needs which shows cases."""
    return import_module("rjieba")


def may_name(text: str) -> bool:
    """Whether a text has a surname in it at all: without one it names nobody, and no dictionary is needed."""
    return not SURNAMES.isdisjoint(text) or any(surname in text for surname in _DOUBLE)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a text, each once, in the order in which they stand; Chinese ones alone are known."""
    return tuple(dict.fromkeys(_found(text))) if may_name(text) else ()


def _found(text: str) -> Iterator[str]:
    words = [tuple(word) for word in _dictionary().tag(text, True)]
    skip = False
    for place, (word, kind) in enumerate(words):
        if skip:
            skip = False
            continue
        after, after_kind = words[place + 1] if place + 1 < len(words) else ("", "")
        before = words[place - 1][0] if place else ""
        given = 1 <= len(after) <= 2 and after not in _ORDINARY and all("\u4e00" <= sign <= "\u9fff" for sign in after)
        if _is_name(word, kind):
            yield word
        elif given and _is_surname(word) and _goes_on(before, kind, after_kind):
            skip = True
            yield word + after


def _is_name(word: str, kind: str) -> bool:
    begins = word[:1] in SURNAMES or word.startswith(_DOUBLE)
    return kind.startswith("nr") and 2 <= len(word) <= 4 and begins and word not in _ORDINARY and word[-1] != "姓"


def _is_surname(word: str) -> bool:
    return word in SURNAMES or word in _DOUBLE


def _goes_on(before: str, kind: str, after_kind: str) -> bool:
    """Whether a given name follows: the dictionary tells the surname as one, or somebody's role stands before it."""
    if kind.startswith("nr") and after_kind in ("nr", "nrt", "nrfg", "n", "nz"):
        return True
    return (before in _ROLES or kind == "ns") and after_kind in _NAMED
