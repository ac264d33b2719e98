# Waypost's own image: the site, its worker and its commands. See compose.yaml.
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/waypost
WORKDIR /srv/waypost

# What changes seldom comes first, so that it is built seldom.
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt

COPY . .
RUN useradd --system --home-dir /srv/waypost waypost \
  && install -d -o waypost -g waypost "$VAR_DIR"
USER waypost
VOLUME /var/lib/waypost

EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000", "--workers", "2"]
