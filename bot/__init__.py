"""Buhuang: a calm companion for people whom online-loan collectors harass."""
