"""A web process of the staff room alone, spoken to without a network."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core import errors
from app.core.db import Database
from app.core.settings import Settings
from app.staff import endpoints
from app.staff.models import Staff
from app.staff.service import add_staff

PASSWORD = "a long enough password"


@dataclass
class Office:
    """Where people are employed and sign in."""

    database: Database
    settings: Settings
    client: httpx.AsyncClient

    async def employ(self, name: str, role: str, **more: Any) -> Staff:
        async with self.database.transaction() as session:
            return await add_staff(
                session,
                name=name,
                display_bn="নাম",
                display_en="Name",
                role=role,
                password=PASSWORD,
                **more,
            )

    async def sign_in(self, name: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
        body = {"name": name, "password": password}
        return await self.client.post("/api/v1/session", json=body, headers=headers)

    async def cookie(self, name: str) -> str:
        answer = await self.sign_in(name)
        assert answer.status_code == 200, answer.text
        return answer.headers["set-cookie"].partition(";")[0]

    async def ask(self, method: str, path: str, cookie: str, **more: Any) -> httpx.Response:
        headers = {"Cookie": cookie, **more.pop("headers", {})}
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)


@pytest.fixture
async def office(database: Database, settings: Settings) -> AsyncIterator[Office]:
    app = FastAPI()
    app.state.settings, app.state.database = settings, database
    errors.install(app)
    app.include_router(endpoints.router, prefix="/api/v1")
    transport = httpx.ASGITransport(app, client=("10.1.1.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1098") as client:
        yield Office(database, settings, client)
