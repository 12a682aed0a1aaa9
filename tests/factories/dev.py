"""`python -m tests.factories.dev URL`: an empty migrated database with the cast and the campaign, to look at pages."""

import sys

from app import create_app
from extensions import db, writing
from tests.factories import make_campaign, make_cast

if __name__ == "__main__":
    app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1]})
    with app.app_context(), writing():
        from flask_migrate import upgrade

        upgrade()
        cast = make_cast()
        running = make_campaign(cast)
        db.session.commit()
        print(cast, running, sep="\n")
