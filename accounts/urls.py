"""Addresses of signing in and out, of the office's profile and of accounts."""

from django.urls import path

from accounts.views import password, people, profile, roster, sign_in

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", sign_in.SignInView.as_view(), name="sign-in"),
    path("dang-xuat/", sign_in.SignOutView.as_view(), name="sign-out"),
    path("doi-mat-khau/", password.PasswordView.as_view(), name="password"),
    path("ho-so-tinh/", profile.profile_page, name="profile"),
    path("ho-so-tinh/sua/", profile.ProfileEdit.as_view(), name="profile-edit"),
    path("ho-so-tinh/xem-truoc/", profile.profile_preview, name="profile-preview"),
    path("tai-khoan/", people.account_list, name="accounts"),
    path("tai-khoan/tu-danh-sach/", roster.RosterView.as_view(), name="accounts-add"),
    path("tai-khoan/<record:pk>/dat-lai-mat-khau/", people.password_reset, name="password-reset"),
]
