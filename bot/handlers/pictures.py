"""Charts and task cards as pictures, where the optional extra for them is installed."""

from telegram import Message

from bot import pictures
from bot.conversations import Speaker
from bot.desk import Reply
from bot.handlers.context import Context
from bot.rendering.html import leaf
from bot.understanding.types import Language

#: the key of a text that says why there is no picture; "" when there is one
Problem = str


async def send_chart(
    message: Message, reply: Reply | None, context: Context, asked_by: Speaker, update_id: int
) -> Problem:
    """Send an answer's figures over the years below a message; a reply to the picture goes on from the answer."""
    if not context.desk.offers.has_pictures:
        return "no_picture"
    answer = reply.answer if reply else None
    index = context.desk.service.index
    chart = await context.desk.work(lambda: pictures.chart_of(answer, index), goes_on=True) if answer else None
    if reply is None or chart is None:
        return "no_chart"
    png = await context.desk.draw(lambda: pictures.draw_chart(chart))
    sent = await message.reply_photo(png, caption=leaf(reply.page.headline), do_quote=True)
    context.desk.remember(
        reply,
        message_id=sent.message_id,
        question_id=0,  # a picture cannot become a text: a question that is edited gets an answer of its own
        owner=asked_by,
        listener=asked_by,
        update_id=update_id,
    )
    return ""


async def send_card(
    message: Message, number: int, reply: Reply | None, language: Language, context: Context
) -> Problem:
    """Send a task as a picture below a message; `reply` is what the message shows, if that is known."""
    if not context.desk.offers.has_pictures:
        return "no_picture"
    document_id = reply.answer.question.document_id if reply and reply.answer else None
    card = await context.desk.work(lambda: pictures.card_of(number, context.desk.service.index, language, document_id))
    if card is None:
        return "button_outdated"
    png = await context.desk.draw(lambda: pictures.draw_card(card))
    await message.reply_photo(png, do_quote=True)
    return ""
