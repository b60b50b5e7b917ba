"""Images and sounds: bytes under the hash of their content, whatever the cell looks like."""

from __future__ import annotations

import base64
import io
import wave
from hashlib import sha256

import numpy as np
import pytest
from datasets import Audio, Dataset, Features, Image, List, Value

from evalwidgets.errors import ItemError
from evalwidgets.items import read_items

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def wav() -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\x00\x01" * 100)
    return written.getvalue()


def read(source, **options):
    reader = read_items(source, progress=False, **options)
    return list(reader), reader


def row(**cells):
    return {"prompt": "What is it?", "response": "A dot.", **cells}


@pytest.mark.parametrize("cell", [PNG, {"bytes": PNG, "path": "scans/dot.png"}, [PNG], bytearray(PNG)])
def test_image_bytes_become_media_and_a_blob(cell):
    (item,), reader = read([row(image=cell)])
    (media,) = item.media
    assert (media.kind, media.mime, media.sha256) == ("image", "image/png", sha256(PNG).hexdigest())
    assert media.name == ("dot.png" if isinstance(cell, dict) else "")
    blobs = reader.take_blobs()
    assert (blobs[media.sha256].mime, blobs[media.sha256].data) == ("image/png", PNG)
    assert reader.take_blobs() == {}


def test_a_path_is_read_beside_its_file(tmp_path):
    (tmp_path / "dot.png").write_bytes(PNG)
    (tmp_path / "rows.csv").write_text("prompt,response,image\np,r,dot.png\n")
    (item,), reader = read(tmp_path / "rows.csv")
    assert reader.take_blobs()[item.media[0].sha256].data == PNG


def test_a_dataset_gives_its_images_and_sounds_undecoded(tmp_path):
    (tmp_path / "dot.png").write_bytes(PNG)
    features = Features(
        {"prompt": Value("string"), "response": Value("string"), "images": List(Image()), "audio": Audio()}
    )
    cells = {"images": [{"bytes": PNG, "path": None}], "audio": {"bytes": wav(), "path": "a.wav"}}
    dataset = Dataset.from_list([row(**cells)]).cast(features)
    (item,), reader = read(dataset)
    assert [(media.kind, media.mime) for media in item.media] == [("image", "image/png"), ("audio", "audio/wav")]
    assert {blob.data for blob in reader.take_blobs().values()} == {PNG, wav()}
    (streamed,), _ = read(dataset.to_iterable_dataset())
    assert streamed == item


def test_a_pil_image_is_written_as_png():
    pil = pytest.importorskip("PIL.Image")
    (item,), reader = read([row(image=pil.new("RGB", (2, 2)))])
    assert reader.take_blobs()[item.media[0].sha256].data.startswith(b"\x89PNG")


@pytest.mark.parametrize("samples", [np.zeros(50), np.zeros((2, 50)), [0.0, 2.0, -2.0]])
def test_decoded_sound_is_written_as_wav(samples):
    (item,), reader = read([row(audio={"array": samples, "sampling_rate": 16_000})])
    with wave.open(io.BytesIO(reader.take_blobs()[item.media[0].sha256].data)) as file:
        assert file.getframerate() == 16_000
        assert file.getnchannels() == (2 if np.ndim(samples) == 2 else 1)


def test_an_empty_cell_means_no_media():
    items, _ = read([row(image=None), row(prompt="other", image=PNG)])
    assert [len(item.media) for item in items] == [0, 1]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (b"<svg onload='x()'></svg>", "holds 24 bytes that are no PNG, JPEG, GIF or WebP. Convert the image."),
        (wav(), "that are no PNG, JPEG, GIF or WebP"),
        ("/etc/hostname", "that are no PNG, JPEG, GIF or WebP"),
        ("https://example.org/dot.png", "nothing is downloaded here. Give its bytes."),
        ("missing.png", "the image 'missing.png' cannot be read"),
        (3, "holds a number (3) where an image is wanted"),
        ({"path": None, "bytes": None}, "holds a mapping where an image is wanted"),
    ],
)
def test_what_is_no_image_is_a_bad_row(cell, said):
    with pytest.raises(ItemError, match="row 1, column 'image': ") as caught:
        read([row(image=cell)])
    assert said in str(caught.value)


def test_sound_that_is_no_number_is_a_bad_row():
    with pytest.raises(ItemError, match="column 'audio': the audio has no samples, or some that are not numbers"):
        read([row(audio={"array": [float("nan")], "sampling_rate": 8_000})])


def test_media_that_nobody_takes_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("evalwidgets.items.reader._MOST_MEDIA", 3 * len(PNG))
    rows = [row(prompt=str(n), image=PNG + bytes([n])) for n in range(10)]
    with pytest.raises(ItemError, match=r"call reader\.take_blobs\(\) as items come"):
        read(rows)
    reader = read_items(rows, progress=False)
    assert sum(len(reader.take_blobs()) for _ in reader) == 10
