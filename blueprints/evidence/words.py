"""Words of evidence: refusals, notices, acts in a history, and the page of a record."""

from flask_babel import lazy_gettext as _

REFUSALS = {
    "file_empty": _("“%(name)s” is empty. Please choose the file again."),
    "file_too_large": _("“%(name)s” is larger than %(most)s MB. Please send a smaller one."),
    "image_too_large": _("The picture “%(name)s” has more than 50 million pixels. Please send a smaller one."),
    "file_kind": _(
        "“%(name)s” is none of the kinds that can be kept: photos (JPG, PNG, WebP), PDF, Word, Excel, PowerPoint."
    ),
    "file_broken": _("“%(name)s” cannot be opened; it may be damaged. Please send it again."),
    "link_not_web": _("A link starts with http:// or https://."),
}
