"""The topic of a law or regulation, read off its title: 渔业法 → 农业、林业、水利. To measure topics on texts nobody annotated."""

from __future__ import annotations

import re
from pathlib import Path

import inputs

from govcorpus.document import Section
from govcorpus.label.judged import judged
from govcorpus.label.sections import sections
from govcorpus.label.spoken import Outline, outlined

# Looked for in this order; a title that names two fields, or one that the classes have no place for, counts for none.
TITLED = {
    "": r"吨税|烟叶税|耕地占用税|环境保护税|教育费附加|残疾人专用|个人信息|反食品浪费|卫星地面|卫星电视|农业机械化和农机|公益事业|》|公共文化体育|事业单位登记|现役军人和人民武装|野生药材|核电厂|农业化学|产权登记|节假日|教材委员会|黄金|总体规划",
    "港澳台侨工作": r"台湾|香港|澳门|归侨|侨眷",
    "商贸、海关、旅游": r"海关|进出口|出口|关税配额|反倾销|反补贴|旅游|旅行社|导游|外商投资(?!电信)|外资企业|中外合(?!作办学)|商会|直销|对外承包|对外劳务|口岸(?!卫生)|保税区|保障措施|自由贸易",
    "国民经济管理、国有资产监管": r"国有资产|国有企业监事|价格(?!违法)|统计|普查(?<!污染源普查)|投资|营商环境|所有制|招标|重点建设项目",
    "国防": r"解放军|兵役|征兵|军官|军事设施|国防|军人保险|军服|军用(?<!非军用)|军品|民兵|武器装备|化学武器|人民防空|预备役|人民武装警察法|导弹",
    "公安、安全、司法": r"人民警察|公安|治安|间谍|情报|国家安全|枪支|监狱|禁毒|律师|公证|法律援助|调解|仲裁|消防|道路交通|交通警察|机动车登记|机动车驾驶|看守所|拘留所|保安|爆炸物|护照|出入境|入境出境|出境入境|边防|网络安全|计算机信息|电信网络诈骗|诉讼|国家赔偿|刀具|集会|群众性活动|信息基础|密码|犯罪|警械|公共安全视频|安全保卫",
    "民族、宗教": r"民族|宗教",
    "对外事务": r"对外关系|条约|领事|外国国家豁免|驻外外交|外国制裁|对外公务|境外非政府",
    "劳动、人事、监察": r"劳动|就业|工资|社会保险|失业|工伤|职工|退休|退职|公务员|管理人员处分|编制管理|技师|工人考核|专业技术职务|人力资源|童工|工会",
    "人口与计划生育、妇女儿童工作": r"计划生育|妇女|未成年|家庭教育|社会抚养费",
    "农业、林业、水利": r"农业|农村|农民|农产品|农药|农作物|农田|种子|畜|兽|渔|水法|水库|水文|水土|河道|抗旱|蓄滞|南水北调|森林|草原|湿地|野生|植物|动物(?<!实验动物)|粮|黄河|太湖|水量|退耕|乡村振兴|饲料|生猪|地下水|取水|古树|自然保护区|水产",
    "卫生、体育": r"传染病|医|药|卫生(?<!环境卫生)|体育|疫苗|兴奋剂|健身|血液|血吸虫|艾滋病|母婴保健|护士|红十字|人体器官|尘肺|运动会|奥林匹克|碘|职业病|病原微生物",
    "民政、扶贫、救灾": r"社会救助|最低生活保障|流浪|灾害救助|地震(?!勘探)|防震|突发事件应对|抚恤|退役士兵|烈士|老年人|残疾|殡葬|地名|婚姻|收养|社会团体|民办非企业|基金会|志愿服务|行政区域|扶贫|移民|无障碍",
    "财政、金融、审计": r"税|预算|会计|审计|金融|银行|证券|股票|期货|储蓄|存款|外汇|外债|国库|金库|彩票|发票|票据|现金|货币|征信|融资担保|政府采购|财政|罚款收缴|反洗钱|保险公司|注册会计|资产评估|支付机构|强制保险|国际收支|金银|外资股|募集股份",
    "科技、教育": r"科技|科学|教育|教师|学位|学校|幼儿园|办学|文盲|教学成果|专利|知识产权|实验动物|遗传资源|集成电路|技术改进|自主创新|校车",
    "文化、广电、新闻出版": r"图书馆|公共文化|文物|非物质文化|电影|影片|博物馆|广播|有线电视|出版|印刷|著作权|演出|娱乐场所|长城|考古|新闻|语言文字|传统工艺|文化经济|网络传播|地方志|古生物|软件保护",
    "城乡建设、环境保护": r"污染|噪声|环境|生态|循环经济|清洁生产|气象|碳排放|臭氧|城乡规划|城市|建筑|建设工程|房地产|物业|住房公积|市容|燃气|房屋征收|名镇|排污|放射性废物|节约能源|节能|危险废物|节约用水|废弃电器|海洋倾废",
    "国土资源、能源": r"土地|矿产|煤炭|电力|石油|测绘|测量|地图|海域|深海|能源法|不动产|探矿|电网|稀土|海洋观测",
    "工业、交通": r"公路|铁路|航|船|港口|邮政|快递|电信|海运|中小企业|乡镇企业|烟草|无线电|飞行|海上|通信线路|海底电缆|食盐|互联网信息服务|货物运输|打捞|机动车回收",
    "市场监管、安全生产监管": r"产品质量|质量责任|广告|计量|标准化|食品|特种设备|安全生产|生产安全|矿山安全|煤矿安全|登记管理|市场主体|个体工商|企业名称|合伙企业|不正当竞争|公平竞争|传销|化妆品|危险化学品|烟花爆竹|易制毒|缺陷汽车|生产许可证|明码标价|价格违法|市场监督|无证无照|企业信息|工商行政|经营者集中|特大安全|地区封锁|标志",
    "综合政务": r"行政许可|行政处罚|行政强制|行政复议|信访|国家秘密|档案|政府信息公开|督查|参事|机关事务|法规|规章|行政决策|行政执法|楼堂馆所|年节|人民代表大会",
}
NAMED = {topic: re.compile(words) for topic, words in TITLED.items()}
DATE = re.compile(r"\(\d{4}-\d\d-\d\d\)$")
LONGEST = 60_000  # characters of a regulation that are read
TOGETHER = 50


def field(title: str) -> str:
    """Return the topic a title names, or nothing."""
    name = DATE.sub("", title).replace("中华人民共和国", "")
    return next((topic for topic, words in NAMED.items() if words.search(name)), "")


def statutes(clean: Path) -> list[tuple[str, Outline]]:
    """Return the laws, regulations and documents of the State Council whose titles name a topic, without their titles."""
    out = []
    for row in inputs.rows(clean):
        if row["kind"] in {"regulation", "policy"} and (topic := field(row["title"])):
            text = row["text"][:LONGEST]
            found = sections(text) or (Section("heading", 1, "", None, text[:20], 0, len(text), None),)
            out.append((topic, outlined(text, "", found)))
    return out


def as_named(known: list[tuple[str, Outline]]) -> list[float]:
    """Return for each text the share of its sections that have the topic of its title."""
    out = []
    for at in range(0, len(known), TOGETHER):
        some = known[at : at + TOGETHER]
        for (topic, _), found in zip(some, judged([outline for _, outline in some]), strict=True):
            out.append(sum(section.topic == topic for section in found) / len(found))
    return out
