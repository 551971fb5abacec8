//! GET /policies/{name}: what holds here, short and plainly that of an example.

use super::layout::{Kind, POLICIES, Page};
use super::notice;
use super::visit::{Named, Visit};
use crate::app::State;
use crate::language::Language;
use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

pub async fn show(extract::State(state): extract::State<State>, visit: Visit, Named(name): Named) -> Response {
    let language = visit.language();
    let Some((name, zh, en)) = POLICIES.into_iter().find(|(known, _, _)| *known == name) else {
        return notice::no_page(&visit);
    };
    let title = language.pick(zh, en);
    let main = html! {
        article.policy {
            h1 { (title) }
            p.note {
                (language.pick(
                    "这是一个用来试用和学习的示例集市。下面写的是它实际的做法；真要开店，请换成您自己的条款。",
                    "This is an example marketplace, for trying and learning. Below stands what it really does; whoever \
                     opens a real one writes their own.",
                ))
            }
            // The policies are written in two languages; who reads another gets the nearer one, named as what it is.
            @let written = if matches!(language, Language::Zh | Language::Bo) { Language::Zh } else { Language::En };
            @for paragraph in paragraphs(name, written) { p lang=[(written != language).then(|| written.tag())] { (paragraph) } }
        }
    };
    let head = html! { link rel="canonical" href=(visit.canonical(&state.public_url)); };
    Page { visit: &visit, language, title: title.to_owned(), head, kind: Kind::Open, main }.answer(StatusCode::OK)
}

fn paragraphs(name: &str, language: Language) -> &'static [&'static str] {
    match (name, language) {
        ("terms", Language::Zh) => &[
            "店铺、人物和商品都是虚构的。可以下单，订单会像真的一样保存下来，但不会发货，也不会收钱。",
            "价格和库存以结算时为准。下单前有变化，页面会先告诉您，等您看过再提交。",
            "一张订单可以有几家店的东西。每家店对自己的商品负责；集市负责结算和服务点。",
            "“测试卡”只是演示，不会问您的卡号。请不要在任何地方填写真实的卡号。",
        ],
        ("terms", Language::En) => &[
            "Shops, people and goods are made up. You can order, and the order is kept like a real one, but nothing is sent and nobody is charged.",
            "Prices and stock are those of the moment you order. If something changes before that, the page says so first and waits until you have looked.",
            "One order may hold goods of several shops. Each shop answers for its goods; the marketplace for the checkout and the pick-up points.",
            "The “test card” is a demonstration and asks for no card number. Please write a real one nowhere.",
        ],
        ("privacy", Language::Zh) => &[
            "集市不用 Cookie，不放别人的脚本，也不向别的网站请求任何东西。",
            "结算时填的姓名、电话、邮箱和地址，只用于这张订单，保存在集市自己的数据库里；不写进日志，也不放进网址。",
            "如果您从别的网站过来，那个网站会知道订单号和金额，不会收到您在这里填写的姓名和联系方式。",
            "没有下单的结算，过期一个月后删除。",
            "订单页的地址猜不出来，但谁有地址谁就能打开，请不要转发。那一页只显示姓名的第一个字和电话的后四位。",
        ],
        ("privacy", Language::En) => &[
            "The marketplace sets no cookies, runs nobody else's scripts and asks other sites for nothing.",
            "The name, phone, e-mail and address you type at the checkout serve that order alone. They are kept in the marketplace's own database, and stand in no log and no address.",
            "A site that you came from learns the order's number and total. It is not told the name and numbers you type here.",
            "A checkout that became no order is deleted a month after it expired.",
            "Nobody can guess the address of an order's page, but whoever has it can open it, so keep it to yourself. The page shows only the first letter of your name and the last digits of your phone.",
        ],
        ("refunds", Language::Zh) => &[
            "示例集市不收钱，所以没有什么可退的：测试卡不扣款，自提和货到付款也不会真的发生。",
            "真的集市在这里写清楚：几天内可以退，什么不能退（比如开过封的食品），退回去的运费谁出，钱几天到账。",
        ],
        ("refunds", Language::En) => &[
            "The example takes no money, so there is none to give back: the test card charges nothing, and neither pick-up nor delivery really takes place.",
            "A real marketplace says here within how many days goods can be returned, which cannot (such as opened food), who pays for the way back, and when the money arrives.",
        ],
        ("shipping", Language::Zh) => &[
            "到服务点自提免费。下单时选一个服务点，各家店把东西送到那里，报订单号取货。",
            "寄到家里，每家店各寄一个包裹，各收一次运费；运费和大约的天数写在店铺页和结算页上。",
            "目前只寄中国境内。",
            "这是示例：包裹和服务点都是虚构的。",
        ],
        ("shipping", Language::En) => &[
            "Pick-up at a service point is free. Choose one at the checkout; the shops bring everything there, and your order number is all you need to say.",
            "For delivery each shop sends a parcel of its own and charges for it once. Price and days stand on the shop's page and at the checkout.",
            "Parcels go within China only, for now.",
            "This is an example: the parcels and the points are made up.",
        ],
        _ => &[],
    }
}
